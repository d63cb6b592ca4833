"""The comparison form of an organisation's name: what is left when legal form, place and punctuation are taken away."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kehu.foundation.search.pinyin import syllables
from kehu.foundation.values.chinese_places import CITIES, PROVINCES
from kehu.foundation.values.folding import APOSTROPHES, HAN_RANGES, PIECES, fold, has_han

_BRACKETS = re.compile(r"[(\[{<【《〔「](.*?)[)\]}>】》〕」]")
_LEGAL_FORM = re.compile(
    r"(?:(?:控股)?(?:集团)?(?:股份|控股)?(?:有限责任|有限|无限)?(?:责任)?(?:总)?公司"
    r"|企业集团|集团|有限合伙|普通合伙|个体工商户|股份|控股)+\Z"
)
_BRANCH_END = re.compile(
    r"(?P<stem>.{3,}?)(?:分公司|子公司|分行|支行|营业部|营业厅|办事处|代表处|分店|分部|分校|分院|分厂|店)\Z"
)
_HOUSE_AND_BRANCH = re.compile(r"(?P<head>.{2,}公司|.{2,}?(?:集团|银行|保险|证券|酒店|超市))(?P<branch>.{1,16})\Z")
# With nothing else left, the place is the name: 北京银行 is not 银行.
_GENERIC = re.compile(
    "银行|农商|商业|农村|信用社|科技|技术|信息|网络|软件|电子|通信|电信|移动|联通|贸易|商贸|实业|工业|工程|建设|建筑|"
    "投资|发展|开发|管理|咨询|服务|电力|供电|水务|燃气|地铁|轨道|交通|公交|机场|港口|港务|航空|铁路|高速|公路|"
    "大学|学院|师范|理工|学校|中学|小学|幼儿园|"
    "医院|人民|第[一二三四五六七八九十]+|中心|中医|汽车|出租|旅游|旅行社|酒店|宾馆|饭店|餐饮|超市|商场|百货|文化|传媒|广告|广播|电视|"
    "日报|晚报|报业|证券|保险|信托|担保|基金|财务|物流|运输|物业|房地产|置业|置地|石油|石化|化工|钢铁|机械|设备|材料|纺织|服装|食品|"
    "农业|生物|医药|制药|环保|能源|新能源|城市|国际|国有|资产|经营|控股|集团|股份|公共|公用|事业|局|厅|委员会|委|办公室|政府|法院"
)
_ALSO_BRANDS = frozenset(("东方", "朝阳", "新星", "双河", "文昌", "天门", "白银", "安康", "吉安", "泰安"))
_CHINA = ("中国", "中华", "全国")
_WESTERN_FORMS_TEXT = """ltd limited inc incorporated corp corporation co company companies gmbh mbh ag kg kgaa ug ohg
    ev sa sas sarl sasu srl spa snc bv nv oy oyj ab as asa aps plc llc llp lp lllp pty pte pvt pt tbk bhd sdn kk gk yk
    jsc ojsc zao ooo oao doo dd sro zrt kft rt sp zoo holding holdings group cie et fils"""
_WESTERN_FORMS = frozenset(_WESTERN_FORMS_TEXT.split())
_NOISE = frozenset({"the", "and", "und", "et", "of", "der", "de", "la"})
_DOTTED = re.compile(r"\b((?:[a-z]\.\s?){1,4}[a-z])\.?(?![a-z])")
_LEGAL_END = re.compile(rf"[{HAN_RANGES}]{{4,}}公司\Z")


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """`core` is the name proper, `place` and `branch` what was taken off it, `whole` everything but punctuation."""

    core: str
    place: str = ""
    branch: str = ""
    whole: str = ""

    @property
    def form(self) -> str:
        """What tells a group or a public company from a plain one of the same name: 集团, 股份."""
        return "".join(word for word in ("集团", "股份") if word in self.whole)

    @property
    def legal(self) -> bool:
        """True for a full registered Chinese name, which the register gives to one organisation only."""
        return bool(_LEGAL_END.search(self.whole))


def organisation_key(name: str) -> str:
    """The name without legal form, place, branch, brackets and punctuation, folded; Western words in alphabetical
    order.

    深圳市华宁科技有限公司, 华宁科技（深圳）股份公司 and 華寧科技 give `华宁科技`; `Acme Trading Co., Ltd.` and `ACME
    TRADING GmbH` give `acme trading`.
    """
    return read(name).core


def branch_key(name: str) -> str:
    """Key and branch where the name says one (`华宁科技 宁波`), else the key: tells branches of one house apart."""
    parts = read(name)
    return f"{parts.core} {parts.branch}" if parts.branch else parts.core


@lru_cache(maxsize=50_000)
def organisation_sound(name: str) -> str:
    """The key in pinyin, so that 华宁 meets 华凝 and Huaning."""
    core = read(name).core
    return "".join(syllables(core)).replace(" ", "") if has_han(core) else core.replace(" ", "")


@lru_cache(maxsize=50_000)
def read(name: str) -> OrganisationName:
    """Tell a name apart. What cannot be taken away without leaving nothing stays."""
    folded = fold(name)
    if not has_han(folded):
        return _western(folded)
    inside = [piece for text in _BRACKETS.findall(folded) for piece in PIECES.findall(text)]
    pieces = PIECES.findall(_BRACKETS.sub(" ", folded).translate(APOSTROPHES))
    whole = "".join(PIECES.findall(folded.translate(APOSTROPHES)))
    core = "".join(pieces) or whole
    core, branch = _branch(core)
    core = _LEGAL_FORM.sub("", core) or core
    place, core = _place(core)
    bracketed = [(_full_place(text), text) for text in inside]
    place = place or next((full for full, _ in bracketed if full), "")
    branch = branch or next((text for full, text in bracketed if text.endswith(("分公司", "分行", "店"))), "")
    return OrganisationName(core, place, branch, whole)


def _branch(core: str) -> tuple[str, str]:
    """House and branch of 华宁科技有限公司宁波分公司 or 中国移动深圳分公司; the branch is empty where none is named."""
    end = _BRANCH_END.match(core)
    if not end:
        return core, ""
    if match := _HOUSE_AND_BRANCH.match(end["stem"]):
        return match["head"], match["branch"]
    stem = end["stem"]
    for size in range(min(len(stem) - 2, 12), 1, -1):
        if stem[-size:] in _CITY or stem[-size:] in PROVINCES:
            return stem[:-size], stem[-size:]
    return core, ""


def _full_place(text: str) -> str:
    short = text.removesuffix("分公司")
    if short in _CHINA:
        return "中国"
    return PROVINCES.get(short) or _CITY.get(short, "")


_CITY = {name: full for names in CITIES.values() for name, full in names.items()}


def _place(core: str) -> tuple[str, str]:
    """Province and city at the beginning, and the rest, unless the rest says only what line of business it is."""
    place, rest = "", core
    for table in (PROVINCES, _CITY):
        for size in range(min(len(rest) - 2, 12), 1, -1):
            if (full := table.get(rest[:size])) and rest[:size] not in _ALSO_BRANDS:
                place, rest = full, rest[size:].removeprefix("市").removeprefix("省")
                break
    if not place or len(_GENERIC.sub("", rest)) < 2:
        return "", core
    return place, rest


def _western(folded: str) -> OrganisationName:
    plain = _DOTTED.sub(lambda match: match[1].replace(".", "").replace(" ", ""), folded)
    words = PIECES.findall(_BRACKETS.sub(" ", plain).translate(APOSTROPHES)) or PIECES.findall(plain)
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _WESTERN_FORMS:
        kept.pop()
    kept = [word for word in kept if word not in _NOISE] or kept
    return OrganisationName(" ".join(sorted(kept)), whole=" ".join(words))
