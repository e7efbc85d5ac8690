"""Runs inside LibreOffice beside the add-in: trivial functions and a clock."""

import datetime
import json
import logging
import os
import sys
import time

import uno
import unohelper
from com.sun.star.lang import XServiceInfo

SERVICE = "org.xlplugin.Benchmark"

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "xlplugin", "xlplugin.json")) as file:
    sys.path[:0] = json.load(file)["path"]


class Constant:
    """Stands where a function would: it answers at once."""

    name = "CONSTANT"

    def __init__(self, like):
        self.arguments = like.arguments

    def call(self, arguments, context):
        return 1.0


def around():
    """The add-in's own way from Calc to a function and back, with nothing at its end."""
    from xlplugin.functions.context import Context
    from xlplugin.functions.registry import FUNCTIONS
    from xlplugin.hosts.calc.calls import listener, method_of
    from xlplugin.hosts.calc.documents import Documents
    from xlplugin.scoring.serving import Serving

    serving = Serving(recheck_after=1.0)
    documents = Documents(lambda url: Context(serving.compiled, datetime.date.today()), listener)
    return method_of(Constant(FUNCTIONS["GRADE"]), False, documents, logging.getLogger())


class Benchmark(unohelper.Base, uno.getClass("org.xlplugin.XBenchmark"), XServiceInfo):
    def __init__(self, context):
        pass

    def trivial(self, document, cells, policy, output, headers):
        cells.getDataArray()
        return 1.0

    def bare(self, cells):
        return 1.0

    def clock(self, different):
        return time.process_time()

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name == SERVICE

    def getSupportedServiceNames(self):
        return (SERVICE,)


Benchmark.around = around()

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Benchmark, SERVICE, (SERVICE,))
