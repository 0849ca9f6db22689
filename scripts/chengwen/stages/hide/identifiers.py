"""Find contact details and identifiers: telephone numbers, identity and bank cards, accounts, plates, addresses.

A number is judged by its form and the words beside it: an identity card by its check digit, a bank card by Luhn's sum
and the word beside it, seven digits count as a telephone number only behind such a word. Amounts, dates, document
numbers, statistics and public hotlines are not identifiers.

Check digits: GB 11643 (identity card, ISO 7064 MOD 11-2), GB 32100 (unified social credit code, MOD 31-3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any, holds_word, places_where
from chengwen.knowledge.tables import any_word, word_pattern, words
from chengwen.stages.hide.addresses import ADDRESS, PLACE_OF_ABODE, find_addresses
from chengwen.stages.hide.cut_numbers import cut_numbers
from chengwen.stages.hide.people.edges import titles
from chengwen.stages.hide.people.people import find_people
from chengwen.stages.hide.tables import cells_by_header
from chengwen.text import Span

_DIGITS = compiled("[0-9０-９](?:[ -]?[0-9０-９]){5}")
"""Part of every long number and every telephone number: six digits, with single gaps at most."""
_FIVE = compiled("[0-9A-Za-z][0-9A-Za-z_-]{4}")
"""Part of every account and every number of a certificate."""
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGIT = "[0-9０-９]"
_NO_NUMBER_LEFT = "(?<![0-9０-９A-Za-z.．_-])"
_NONE_BEFORE_IT = "(?<![0-9０-９A-Za-z.．_-].)"
"""The same behind the first sign of a number: with a set in front `re` skips to where one may begin."""
_NO_NUMBER_RIGHT = "(?![0-9０-９A-Za-z]|[.．][0-9])"
_RUN = compiled(f"[0-9０-９]{_NONE_BEFORE_IT}(?:[ -]?[0-9０-９]){{13,22}}[Xx]?{_NO_NUMBER_RIGHT}")
_MOBILE = compiled(
    f"(?=[（(+＋0-81１])(?<![0-9０-９A-Za-z.．_])(?:(?:[（(][+＋]?86[)）]|[+＋]?(?:00)?86)[- ]?)?"
    f"[1１][3-9３-９]{_DIGIT}(?:[ -]?{_DIGIT}{{4}}){{2}}(?:(?:-|转|#|ext[.]?)[0-9]{{1,5}})?{_NO_NUMBER_RIGHT}"
)
_LANDLINE = compiled(
    "(?=[+＋0-9(（])(?<![0-9０-９A-Za-z.．_-])(?:[+＋]?(?:00)?86[- ]{0,2})?(?:[(（](?=[0-9]{2,4}[)）]))?"
    "(?:0(?:10|2[0-9]|[3-9][0-9]{2})|(?<=86[- ])[1-9][0-9]{1,2})[)）]?"
    f"[-－—–/ ]{{0,3}}(?:[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}|[2-8][0-9]{{3}}[ -][0-9]{{3}})"
    f"(?:(?:-|转|转分机|#|/)[0-9]{{1,5}})?{_NO_NUMBER_RIGHT}"
)
_MOBILE_OTHERWISE = compiled(
    f"1{_NONE_BEFORE_IT}(?:[3-9](?:[0-9]{{2}} [0-9]{{4}} [0-9]{{3}}|[0-9][.·][0-9]{{4}}[.·][0-9]{{4}}"
    f"|[0-9] [0-9]{{4}} [0-9]{{2}} [0-9]{{2}}|[0-9] [0-9]{{3}} [0-9]{{5}}|[0-9]{{3}} [0-9]{{3}} [0-9]{{3}})(?![0-9])"
    "|(?: [0-9]){10}(?! ?[0-9]))"
)
"""Groups that only a telephone number has, or a speaker of one."""
_MOBILE_GLUED = compiled("1(?<=[Tt][Ee][Ll].)[3-9][0-9]{9}(?![0-9])|1(?<=[Pp][Hh][Oo][Nn][Ee].)[3-9][0-9]{9}(?![0-9])")
"""Without a gap behind the English word for it."""
_EXTENDED = compiled("(?<![0-9A-Za-z.-])[2-8][0-9]{6,7}转[0-9]{1,5}(?![0-9])")
"""A number with its extension needs no word beside it."""
_PAGER = compiled("(?<![0-9])1[29][0-9]-[0-9]{6,8}(?![0-9])")
_HYPHENED = compiled("(?<![0-9-])[0-9]{2}-[0-9]{14,17}(?![0-9-])")
"""An account as rural banks write it."""
_SHORT_ACCOUNT = compiled(
    "[账帐](?:号|户号码?|户)(?:为|是)?[：:（( ]{0,2}(?P<number>[0-9](?:[ -]?[0-9]){9,13})(?![0-9年月元.％%])"
)
"""An account with fewer digits than a card's, right behind the word."""
_IN_BRACKETS = compiled(f"(?<=[{HAN}][（(])[2-8][0-9]{{6}}(?=[)）])")
_LOCAL = compiled(  # a set first, which `re` finds fast
    f"[2-8](?<![0-9０-９A-Za-z.．_-].)[0-9]{{2,3}}[- ]?[0-9]{{4}}(?:(?:-|转|#)[0-9]{{1,5}})?{_NO_NUMBER_RIGHT}"
)
_MORE = compiled("[、，,/；; ]{1,2}([0-9]{7,8})(?![0-9])")
_SHORT = compiled(f"[1-9]{_NONE_BEFORE_IT}[0-9]{{3,5}}{_NO_NUMBER_RIGHT}")
_SHORT_NUMBER = compiled(rf"(?:{any_word('identifiers', 'short_phone')})(?:号码?)?(?:[:：]|为)?\Z|电话[:：]?\Z")
_EXTENSION = compiled("[2-8][0-9]{3}")
_EMAIL = compiled(
    "(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}[@＠][A-Za-z0-9-]{1,63}(?:[.．][A-Za-z0-9-]{1,63}){1,4}"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = compiled(
    f"[{_PROVINCES}](?<![A-Za-z0-9].) ?(?:[A-HJ-NP-Za-hj-np-z] ?[-·•・.临]? ?"
    "(?=[A-HJ-NP-Z0-9]{0,5}[0-9])[A-HJ-NP-Z0-9]{4,5}(?:[A-HJ-NP-Z0-9挂学警港澳领使]|应急)"
    "|[0-9]{2}[-·][0-9]{5})(?![A-Za-z0-9])"
    f"|WJ[{_PROVINCES}]?[- ]?[0-9]{{4}}[0-9A-Z](?![A-Za-z0-9])"
)
_OTHER_PLATE = compiled(
    "[牌](?<=[车号]牌)(?:号码?|照号?)?(?:为|是)?[：: ]{0,2}"
    f"(?P<plate>[{HAN}]{{0,4}}[A-Z]?[-·. ]?(?=[A-Z0-9]{{0,5}}[0-9]{{3}})[A-Z0-9]{{5,8}})(?![A-Za-z0-9年月])"
)
"""The plate of an electric bicycle, a tractor or a boat, which each city numbers in its own way: 车牌号：金华E83926."""
_CREDIT = compiled(
    f"[0-9A-HJ-NPQRTUWXY]{_NONE_BEFORE_IT}[0-9A-HJ-NPQRTUWXY][0-9]{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}(?![0-9A-Za-z])"
)
_ORGANISATION_CODE = compiled(f"[0-9A-Z]{_NONE_BEFORE_IT}[0-9A-Z]{{7}}-[0-9X](?![0-9A-Za-z])")
_PASSPORT = compiled("(?<![A-Za-z0-9])(?:[DEGHMPST][A-Z]?|CS?)[0-9]{7,9}(?![A-Za-z0-9])")
_QQ_NUMBER = compiled(
    "(?:号码?|群号?|账号|邮箱)?(?:[（(][^）)0-9\n]{0,8}[）)]|[（(](?:群?号码?)?)?[ ]?"
    "(?:[:：]|为|是)?[ ]{0,3}([1-9][0-9]{1,3}(?: [0-9]{2,4}){2,3}|[1-9][0-9]{4,10})(?![0-9@.])"
)
_HANDLE = compiled(
    "(?:[^A-Za-z0-9。；\n]{0,8}(?:还是|仍是|就是|改为|改成|换成))?"
    "(?:号码?|账号|同号|ID|id)?[ ]?(?:[（(][^）)A-Za-z\n]{0,8}[）)]|[（(](?:号码?|账号)?)?[ ]?"
    '(?:[:：]|为|是|搜索|添加)?[ ]{0,3}[“"]?([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.])'
)
_ACCOUNT = compiled(
    "[账帐]号(?:名?为|是)?[：:（( “]{0,2}"
    "(?P<account>[A-Za-z](?=[A-Za-z_-]{0,16}[0-9])[A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.])"
)
"""A name with digits behind 账号 is an account of somebody's, on whatever machine."""
_URL = compiled(
    r"(?:https?://|www\.|(?<![A-Za-z0-9./-])(?=[a-z]))"
    "[A-Za-z0-9.-]{3,60}/[A-Za-z0-9_./?=&%~@#+-]{1,120}"
)
_NUMBER_OF_ID = compiled(
    f"(?:书?(?:号码|编号|号)?)[为是:： （(]{{0,3}}(?:[{HAN}]{{0,4}}[字第])?"
    f"((?:(?![为是第字])[{HAN}]{{1,3}})?[A-Za-z]{{0,4}}[-（(]?[0-9][0-9A-Za-z()（）-]{{3,22}}[0-9A-Za-z])(?![0-9A-Za-z])"
)

_NEXT_OF_ID = compiled("[、，和/]([0-9]{6,12})(?![0-9A-Za-z.％%年月日元])")
_AMOUNT = compiled(rf"(?:{any_word('identifiers', 'amounts')})(?:约|共|为)?\Z")
FAR = 12
"""How far to the left of a number its keyword may stand, in code points."""


def find_identifiers(draft: Draft) -> list[Find]:
    """Return all identifiers; where two overlap, the one that begins first wins, then the longer."""
    found = sorted(
        [*draft.search(_find), *_in_columns(draft), *_behind_names(draft)],
        key=lambda one: (one.span.start, -one.span.end),
    )
    kept: list[Find] = []
    for one in found:
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return kept


def _in_columns(draft: Draft) -> Iterator[Find]:
    """Yield the numbers and addresses of columns whose header says what they are, whatever their check digits."""
    text = draft.value
    for cell in cells_by_header(draft):
        low, high = cell.span.start, cell.span.end
        if cell.kind == "address" and PLACE_OF_ABODE.fullmatch(text, low, high):
            yield Find(cell.span, "address", 0, ADDRESS)
        elif cell.kind in _COLUMNS:
            numbers, rule = _COLUMNS[cell.kind]
            yield from (_one(match.span(), cell.kind, rule) for match in numbers.finditer(text, low, high))


def _behind_names(draft: Draft) -> Iterator[Find]:
    """Yield the telephone numbers without an area code that stand right behind a person's name: 昝淑珍 7719034."""
    text, people = draft.value, find_people(draft)
    for one in people if people and _LOCAL.search(text) else ():
        title = titles().match(text, one.span.end)
        number = _LOCAL_BEHIND.match(text, title.end() if title else one.span.end)
        if number and not _is_unit(text, number.end(1)):
            yield _one(number.span(1), "phone", "anon-phone")


_LOCAL_BEHIND = compiled(
    "[ \u3000\t|｜：:，,（(]{0,4}(?:联系)?(?:电话|手机)?[：:]?(?!20[0-9]{6}(?![0-9]))"
    "([2-8][0-9]{6,7}(?:(?:转|-)[0-9]{1,5})?)(?![0-9.％%]|[ ]?[万亿元斤亩])"
)


def _find(text: str) -> Iterator[Find]:
    if _DIGITS.search(text):
        yield from _long_numbers(text)
        yield from _hyphened(text)
        yield from _credit_codes(text)
        yield from _mobiles(text)
        yield from _landlines(text)
    yield from cut_numbers(text)
    yield from _short_numbers(text)
    of_five = _FIVE.search(text) is not None
    if of_five:
        yield from _codes(text)
    yield from _emails(text)
    if of_five:
        yield from _accounts(text)
    yield from _pages(text)
    yield from (
        _one(match.span(), "plate", "anon-plate")
        for match in _PLATE.finditer(text)
        if not _SAMPLE.search(text, max(0, match.start() - 6), match.start())
    )
    if "牌" in text:
        yield from (_one(match.span("plate"), "plate", "anon-plate") for match in _OTHER_PLATE.finditer(text))
    yield from find_addresses(text)


_SAMPLE = compiled("(?:编号|代号)(?:如|为|：)“?\\Z")
"""What says that letters and digits number something."""


def _long_numbers(text: str) -> Iterator[Find]:
    for match in _RUN.finditer(text):
        number = re.sub("[ -]", "", match.group()).translate(_FULL).upper()
        if not _is_unit(text, match.end()):
            if _is_identity(text, match.start(), number):
                yield _one(match.span(), "id_number", "anon-id-number")
            elif _is_card(text, match.start(), number):
                yield _one(match.span(), "bank_card", "anon-bank-card")


def _is_identity(text: str, start: int, number: str) -> bool:
    if is_identity_card(number) or _ENDS_IN_X.fullmatch(number):
        return True
    if _OF_A_PERSON.fullmatch(number) and not _COUNTED_AS.search(text, max(0, start - FAR), start):
        return True
    return len(number) in (15, 18) and _said(text, start, "id_number")


_ENDS_IN_X = compiled("[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}X")
"""A date inside and an X at the end: an identity card, though a digit may be mistyped."""


_OF_A_PERSON = compiled(
    "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}(?:19[0-9]{2}|20[0-2][0-9])"
    "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
)
"""A region and a date of birth: an identity number, though its check digit is wrong."""
_COUNTED_AS = compiled("(?:订单|流水|单号|编号|编码|条码|代码|案号|批号|运单|凭证|发票)[^，。；\n]{0,6}\\Z|[如“]\\Z")


def _is_card(text: str, start: int, number: str) -> bool:
    if number.startswith("62") and ("卡" in text[max(0, start - FAR) : start] or _is_one_of_several(text, start)):
        return True  # whatever its sum
    if is_bank_card(number) and (number.startswith("62") or _said(text, start, "bank_card", 30)):
        return True
    return number.isdigit() and _said(text, start, "bank_card")


def _is_one_of_several(text: str, start: int) -> bool:
    """Whether further numbers of the same length begin as this one does, as the cards of one bank in a table do."""
    number = _CARD.match(text, start)
    listed = _LISTED_AS.search(text, max(0, start - LIST), start)
    if listed or _COUNTED_AS.search(text, max(0, start - FAR), start) or number is None:
        return False
    issuer = text[start : start + ISSUER]
    alike = (_CARD.match(text, at) for at in places_where(issuer, text) if at != start)
    return any(other is not None and other.end() - other.start() == number.end() - start for other in alike)


_CARD = compiled("(?<![0-9A-Za-z])[0-9]{16,19}(?![0-9A-Za-z])")
ISSUER = 6
"""So many digits at the beginning of a card say whose it is."""


def _hyphened(text: str) -> Iterator[Find]:
    for match in _HYPHENED.finditer(text) if "-" in text else ():
        yield _one(match.span(), "bank_card", "anon-bank-card")
    for match in _SHORT_ACCOUNT.finditer(text) if holds_any(text, "账帐") else ():
        yield _one(match.span("number"), "bank_card", "anon-bank-card")


def _credit_codes(text: str) -> Iterator[Find]:
    for match in _CREDIT.finditer(text):
        sure = is_credit_code(match.group()) and not match.group().isdigit()
        if sure or _said(text, match.start(), "credit_code"):
            yield _one(match.span(), "id_number", "anon-credit-code")


def _codes(text: str) -> Iterator[Find]:
    for pattern, word, rule in (
        (_ORGANISATION_CODE, "credit_code", "credit-code"),
        (_PASSPORT, "passport", "passport"),
    ):
        for match in pattern.finditer(text) if _any(text, word) else ():
            if _said(text, match.start(), word):
                yield _one(match.span(), "id_number", f"anon-{rule}")
    for said in word_pattern("identifiers", "other_id").finditer(text):
        number = _NUMBER_OF_ID.match(text, said.end())
        while number and not _is_unit(text, number.end(1)):
            yield _one(number.span(1), "id_number", "anon-id-number")
            number = _NEXT_OF_ID.match(text, number.end(1))


def _mobiles(text: str) -> Iterator[Find]:
    for pattern in (_MOBILE_OTHERWISE, _MOBILE_GLUED):
        yield from (_one(match.span(), "phone", "anon-phone") for match in pattern.finditer(text))
    for match in _MOBILE.finditer(text):
        if _LISTED_AS.search(text, max(0, match.start() - LIST), match.start()):
            continue
        counts = _is_unit(text, match.end()) or _AMOUNT.search(text, max(0, match.start() - 6), match.start())
        before = text[max(0, match.start() - 1) : match.start()]
        # then a unit behind it does not make it a figure
        called = before in (":", "：") and _said(text, match.start(), "phone", 8)
        if called or (not counts and before not in ("〔", "[")):
            yield _one(match.span(), "phone", "anon-phone")


_LISTED_AS = compiled("(?:编号|编码|代码|条码|证号|案号)[^。；\n电手联]{0,36}[、，“]\\Z")
LIST = 44
"""How far back a list of numbers is followed to the word that says what they are, in code points."""


def _landlines(text: str) -> Iterator[Find]:
    """Yield numbers with an area code, numbers without one behind 电话, and the numbers that follow either."""
    found = [match for match in _LANDLINE.finditer(text) if not _is_unit(text, match.end())]
    found += _EXTENDED.finditer(text) if "转" in text else ()
    found += _PAGER.finditer(text) if "呼" in text else ()
    if _any(text, "phone"):
        local = (match for match in _LOCAL.finditer(text) if _said(text, match.start(), "phone", 8))
        found += [match for match in local if not _is_unit(text, match.end())]
        found += _IN_BRACKETS.finditer(text)
    for match in found:
        yield from _with_more(text, match)


def _short_numbers(text: str) -> Iterator[Find]:
    """Yield numbers of four to six digits within an office's exchange, which count only behind 短号 and the like."""
    for match in _SHORT.finditer(text) if _any(text, "short_phone") or "电话" in text else ():
        said = _SHORT_NUMBER.search(text, max(0, match.start() - FAR), match.start())
        if said and (not said.group().startswith("电话") or _EXTENSION.fullmatch(match.group())):
            yield from _with_more(text, match)


def _with_more(text: str, match: re.Match[str]) -> Iterator[Find]:
    """Yield a telephone number and those that follow it in a row."""
    yield _one(match.span(), "phone", "anon-phone")
    end = match.end()
    while more := _MORE.match(text, end):
        end = more.end()
        yield _one(more.span(1), "phone", "anon-phone")


def _emails(text: str) -> Iterator[Find]:
    for match in _EMAIL.finditer(text) if holds_any(text, "@＠") else ():
        yield _one(match.span(), "email", "anon-email")


def _accounts(text: str) -> Iterator[Find]:
    for word, pattern in (("qq", _QQ_NUMBER), ("wechat", _HANDLE), ("wechat", _QQ_NUMBER)):
        for said in word_pattern("identifiers", word).finditer(text) if _any(text, word) else ():
            number = pattern.match(text, said.end())
            if number is not None and not _is_unit(text, number.end(1)):
                yield _one(number.span(1), "account", "anon-account")
    for match in _ACCOUNT.finditer(text) if holds_any(text, "账帐") else ():
        yield _one(match.span("account"), "account", "anon-account")


def _pages(text: str) -> Iterator[Find]:
    for match in _URL.finditer(text) if "/" in text and _any(text, "hosts") else ():
        if _any(match.group(), "hosts"):
            yield _one(match.span(), "account", "anon-account")


def is_identity_card(number: str) -> bool:
    """Whether a resident identity number has a valid date and check digit (GB 11643).

    >>> is_identity_card("11010519491231002X"), is_identity_card("110105194912310021")
    (True, False)
    """
    if not re.fullmatch(
        "[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]", number
    ):
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def is_bank_card(number: str) -> bool:
    """Whether a card number passes Luhn's check (ISO 7812); Chinese cards have 16 to 19 digits.

    >>> is_bank_card("6222020000000000000"), is_bank_card("6228480402564890018")
    (False, True)
    """
    if not number.isdigit() or not 16 <= len(number) <= 19 or number[0] not in "34569" or len(set(number)) < 4:
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code has a valid check character (GB 32100).

    >>> is_credit_code("91350100M000100Y43")
    True
    """
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(char) * (3**place % 31) for place, char in enumerate(code[:17]))
    return alphabet[(31 - total % 31) % 31] == code[17]


def _one(span: tuple[int, int], type: str, rule: str) -> Find:
    return Find(Span(*span), type, 0, rule)


def _is_unit(text: str, end: int) -> bool:
    """Whether a unit follows a number: it counts something then."""
    if text.startswith("分机", end):
        return False
    return text[end : end + 3].lstrip(" 多余").startswith(words("identifiers", "units"))


def _said(text: str, start: int, word: str, far: int = FAR) -> bool:
    """Whether a word of a kind stands on the same line, shortly before a number."""
    low = max(0, start - far)
    return bool(word_pattern("identifiers", word).search(text, max(low, text.rfind("\n", low, start) + 1), start))


def _any(text: str, key: str) -> bool:
    return holds_word(text, words("identifiers", key))


_COLUMNS = {
    "phone": (compiled("[0-9０-９+(（][0-9０-９()（）*Xx -]{4,18}[0-9０-９]"), "anon-phone"),
    "id_number": (
        compiled("[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]|[A-Za-z0-9][A-Za-z0-9*＊×-]{4,22}[A-Za-z0-9]"),
        "anon-id-number",
    ),
    "bank_card": (compiled("[0-9][0-9*＊ -]{6,26}[0-9]"), "anon-bank-card"),
    "account": (compiled("[1-9][0-9]{4,11}|[A-Za-z][A-Za-z0-9_-]{5,19}"), "anon-account"),
}
"""What the cells of a column of numbers look like, and the rule of their kind."""
