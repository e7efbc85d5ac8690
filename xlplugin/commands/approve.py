"""``xlplugin approve``: versions of policies are requested, granted and retired, each step signed; shown and verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bilingual_help import both
from .journal_option import OPTION
from .options import Json, output_option
from .session import session_of

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=both(
        "Have versions of policies approved by two persons, retire them, show and verify approvals.",
        "制度版本的报批、批准与停用（双人签署），以及查看和核验审批。",
    ),
)

Version = Annotated[
    str,
    typer.Argument(
        metavar="POLICY",
        help=both("id@version, or an id for its newest version.", "标识@版本；只写标识则为其最新版本。"),
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="DIR",
        help=both(
            "The policy folder; without it the one in which the policy is found.", "制度文件夹；默认为制度所在的文件夹。"
        ),
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help=both("Your private key; without it the one in your data folder.", "本人私钥；默认为用户数据文件夹中的密钥。"),
    ),
]
KeyStore = Annotated[
    bool, typer.Option("--keystore", help=both("Your key in the key store of the system.", "使用系统密钥库中的本人密钥。"))
]
Comment = Annotated[str, typer.Option("--comment", metavar="TEXT", help=both("Why.", "理由。"))]
AlsoJournal = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="[URL]",
        help=both("Record the step in a journal, too.", "同时记入评级日志。"),
    ),
]


@app.command(
    help=both(
        "Request the approval of a version: it is checked, its tests are run, and you sign it as its maker.",
        "报批一个制度版本：先检查并运行其测试，再由报批人签署。",
    )
)
def request(
    context: typer.Context,
    policy: Version,
    comment: Comment = "",
    key: KeyFile = None,
    keystore: KeyStore = False,
    folder: Folder = None,
    journal: AlsoJournal = None,
    json: Json = False,
) -> int:
    """Request an approval."""
    from .approving import Act, run_request

    return run_request(Act(session_of(context), policy, folder, key, keystore, journal, json), comment)


@app.command(
    help=both(
        "Grant what another person requested: you sign what the maker signed.", "批准他人报批的版本：在报批人签署的内容上签署。"
    )
)
def grant(
    context: typer.Context,
    policy: Version,
    minute: Annotated[
        str, typer.Option("--minute", metavar="NO", help=both("The minute of the committee.", "委员会会议纪要编号。"))
    ] = "",
    comment: Comment = "",
    key: KeyFile = None,
    keystore: KeyStore = False,
    folder: Folder = None,
    journal: AlsoJournal = None,
    json: Json = False,
) -> int:
    """Grant an approval."""
    from .approving import Act, run_grant

    return run_grant(Act(session_of(context), policy, folder, key, keystore, journal, json), minute, comment)


@app.command(
    help=both(
        "Retire an approved version: it grades into no journal any more; what it graded can still be replayed.",
        "停用已批准的版本：不得再记入评级日志，以前的评级仍可重算。",
    )
)
def retire(
    context: typer.Context,
    policy: Version,
    comment: Comment = "",
    key: KeyFile = None,
    keystore: KeyStore = False,
    folder: Folder = None,
    journal: AlsoJournal = None,
    json: Json = False,
) -> int:
    """Retire a version."""
    from .approving import Act, run_retire

    return run_retire(Act(session_of(context), policy, folder, key, keystore, journal, json), comment)


@app.command(help=both("Show which versions are drafts, approved or retired.", "显示各版本为草稿、已批准或已停用。"))
def show(
    context: typer.Context,
    policy: Annotated[
        str | None, typer.Argument(metavar="POLICY", help=both("An id or id@version.", "标识或 标识@版本。"))
    ] = None,
    folder: Folder = None,
    json: Json = False,
) -> int:
    """Show approvals."""
    from .approval_showing import run_show

    return run_show(session_of(context), policy, folder, json)


@app.command(
    help=both(
        "Verify approvals without any network: signatures, persons, keys, hashes; 1 where something does not hold.",
        "离线核验审批：签名、人员、密钥与哈希；有不符时退出码为 1。",
    )
)
def verify(
    context: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="FOLDER|POLICY",
            help=both(
                "A policy folder, an id or id@version; all folders without it.", "制度文件夹、标识或 标识@版本；默认全部文件夹。"
            ),
        ),
    ] = None,
    journal: Annotated[
        str | None,
        typer.Option(
            OPTION,
            metavar="[URL]",
            help=both(
                "Also whether every approval that a journal tells of stands in its file.",
                "同时核对评级日志中的每项审批是否见于审批文件。",
            ),
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Verify approvals."""
    from .approval_verifying import run_verify

    return run_verify(session_of(context), which, journal, json)


@app.command(
    help=both(
        "Make the key of a person and print its public half for the configuration of the machines that grade.",
        "为一人建立密钥，并输出其公钥，供加入评级机器的配置。",
    )
)
def keygen(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help=both("The person's user name in the operating system.", "该人员的操作系统用户名。")
        ),
    ],
    output: Annotated[
        Path | None,
        output_option(
            "FILE",
            "The file of the private key; in your data folder without it.",
            "私钥文件；默认在用户数据文件夹中。",
        ),
    ] = None,
    keystore: Annotated[
        bool, typer.Option("--keystore", help=both("Keep it in the key store of the system.", "存入系统密钥库。"))
    ] = False,
    password: Annotated[
        bool, typer.Option("--password", help=both("Ask for a password for the file.", "为私钥文件设置密码。"))
    ] = False,
    json: Json = False,
) -> int:
    """Make a key."""
    from .approving import run_keygen

    return run_keygen(session_of(context), name, output, keystore, password, json)
