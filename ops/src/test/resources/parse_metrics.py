"""Reads metrics from a file with the parser of the Python client of Prometheus, to the last line.

usage: parse_metrics.py openmetrics|text FILE
"""
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text

with open(sys.argv[2], encoding="utf-8") as file:
    families = list({"openmetrics": openmetrics, "text": text}[sys.argv[1]](file.read()))
print(len([family for family in families if family.name.startswith("edgemq_")]))
