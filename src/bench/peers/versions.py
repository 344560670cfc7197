"""The version and BLAS of a library in this Python.  usage: versions.py numpy|torch"""

import importlib
import platform
import sys

from mnist_files import blas, report

library = importlib.import_module(sys.argv[1])
report(version=f"{library.__version__}, Python {platform.python_version()}", blas=blas())
