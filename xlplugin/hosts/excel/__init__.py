"""Excel for Windows: the functions by way of xlwings' open-source part, and their installation."""
