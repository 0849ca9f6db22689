"""What the site calls things, in Chinese."""

from __future__ import annotations

PLACEHOLDERS = {
    "place": "地名",
    "person": "姓名",
    "org": "单位",
    "number": "数字",
    "date": "日期",
    "money": "金额",
    "percent": "百分比",
    "docno": "文号",
    "censored": "原词",
    "other": "名称",
    "phone": "电话",
    "id_number": "证件号",
    "bank_card": "银行卡号",
    "email": "邮箱",
    "account": "账号",
    "plate": "车牌号",
    "address": "地址",
}
"""Types of placeholder, in the order in which they are counted and explained."""

SECTIONS = {1: "节", 2: "目", 3: "条", 4: "款", 5: "项"}
"""What a section of each level is counted as."""

LEVELS = {
    "national": "国家",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇",
    "village": "村级",
}
"""Levels of government; one that is not listed is shown as it stands."""

UNSTATED = "未注明"


def rights(text: str | None) -> str:
    """Say in plain Chinese what is known of a sample's rights; a statement of other form is shown as it stands.

    >>> rights("unknown: as given with the project")
    '不详，按原样收录，供研究文体'
    """
    if not text or text.startswith("unknown"):
        return "不详，按原样收录，供研究文体"
    return text


def placeholder_type(type: str) -> str:
    """Give a type that is known, so that the class of a chip is never made from a document's words."""
    return type if type in PLACEHOLDERS else "other"
