"""The style sheet is cut to what is used, and what is used is whole."""

from kehu.config.frontend.styles import cut


def test_rules_for_used_classes_and_bare_elements_stay():
    sheet = "body{margin:0}.btn,.card{color:red}.card{top:0}@media print{.card{left:0}.btn:not(.card){left:1px}}"
    assert cut(sheet) == "body{margin:0}.btn{color:red}@media print{.btn:not(.card){left:1px}}"


def test_custom_properties_stay_only_where_something_reads_them():
    sheet = ":root{--tblr-a:var(--tblr-b);--tblr-b:1;--tblr-c:2}.btn{color:var(--tblr-a)}"
    assert cut(sheet) == ":root{--tblr-a:var(--tblr-b);--tblr-b:1;}.btn{color:var(--tblr-a)}"
