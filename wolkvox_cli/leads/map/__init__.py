"""Which column goes to which field.

`detection` tells what each column could be, from its heading (`leads/headings.py` over the words of
`leads/heading_table.py`) and its cells (`content`); `assignment` gives fields to columns, phones in dialling
order; `mapping` puts that together with what the user says (`choices`, `mapping_file`) into the result.
"""
