"""`wolkvox fields`: the fields of a campaign, their limits and the headings they are known by."""

from wolkvox_cli.commands import options as o


def fields(type: o.Type = None, json: o.Json = None, no_color: o.NoColor = None) -> None:
    """The fields that a campaign knows, their limits, and the headings they are known by."""
    from dataclasses import asdict

    from wolkvox_cli.campaign import CampaignType
    from wolkvox_cli.output.console import Talk
    from wolkvox_cli.output.fields_table import field_facts, show_fields
    from wolkvox_cli.output.json_object import print_json
    from wolkvox_cli.settings import resolve

    campaign_type = CampaignType(resolve({"type": type}).type)
    if json:
        facts = [asdict(fact) for fact in field_facts(campaign_type)]
        print_json("fields", {"type": campaign_type, "fields": facts})
    else:
        show_fields(Talk(no_color=bool(no_color)), campaign_type)
