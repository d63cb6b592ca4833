"""The words by which names are told apart: surnames of two characters, titles, particles, suffixes."""

import re

_COMPOUND_SURNAMES_TEXT = """欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕
    乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚
    左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 完颜 耶律 叶赫 淳于 单于
    欧侯 叶赫那拉 爱新觉罗"""
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES_TEXT.split())

_CHINESE_TITLES_TEXT = """先生 女士 小姐 太太 夫人 老师 教授 副教授 博士 医生 大夫 护士长 律师 工程师 会计师 经理 总经理
    副总经理 副总 总监 主任 副主任 主管 董事长 董事 总裁 副总裁 局长 副局长 处长 副处长 科长 副科长 部长 院长 校长 厂长
    店长 队长 所长 站长 书记 秘书长 秘书 师傅 阿姨 同学 女史 總經理 經理 醫生 老師 董事長 總監 總裁 總 总"""
CHINESE_TITLES = frozenset(_CHINESE_TITLES_TEXT.split())
CHINESE_TITLE_OF = {
    "mr": "先生", "mrs": "女士", "ms": "女士", "miss": "女士", "dr": "博士", "prof": "教授",
    "herr": "先生", "frau": "女士", "mme": "女士", "sir": "先生", "madam": "女士",
}  # fmt: skip
ENGLISH_TITLE_OF = {
    "先生": "Mr", "女士": "Ms", "小姐": "Ms", "太太": "Mrs", "夫人": "Mrs", "教授": "Prof.",
    "博士": "Dr", "医生": "Dr", "醫生": "Dr",
}  # fmt: skip

_PREFIXES_TEXT = """mr mrs ms miss mx dr prof professor sir dame lady lord rev fr hon capt captain col gen lt maj sgt
    herr frau mme mlle monsieur madame señor señora sr sra srta dott dottssa ing dipl-ing mag madam"""
PREFIXES = frozenset(_PREFIXES_TEXT.split())
_SUFFIXES_TEXT = "jr sr ii iii iv phd md esq mba cpa dds dvm jd bsc msc ba ma obe mbe cbe ret"
SUFFIXES = frozenset(_SUFFIXES_TEXT.split())
_PARTICLES_TEXT = """van von der den de del della di da dos das do du des la le lo las los ter ten te zu zum zur af av
    bin ibn bint al el vom op y e 't auf"""
PARTICLES = frozenset(_PARTICLES_TEXT.split())
_CAPITAL_PARTICLES_TEXT = "van von de del della di du la le da der"
CAPITAL_PARTICLES = frozenset(_CAPITAL_PARTICLES_TEXT.split())
_VIETNAMESE_SURNAMES_TEXT = "nguyen nguyễn tran trần le lê pham phạm hoang hoàng phan vu vũ vo võ dang đặng bui bùi"
VIETNAMESE_SURNAMES = frozenset(_VIETNAMESE_SURNAMES_TEXT.split())

# Commonest first: the place is the rank.
_PINYIN_SURNAMES = """wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie
    song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lü lu ding ren shen
    yao fan fang shi tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian
    yin yi chang wen lai gong"""
PINYIN_SURNAMES = {surname: rank for rank, surname in enumerate(_PINYIN_SURNAMES.split())}
_FINALS = "i?ang|i?ong|u?ang|eng|ing|i?an|u?an|en|in|un|ün|i?ao|ou|u?ai|ei|ia|ie|iu|ua|uo|ui|ue|üe|er|[aoeiuü]"
_SYLLABLE = rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcswy])?(?:{_FINALS})"
PINYIN_WORD = re.compile(rf"{_SYLLABLE}(?:[-']?{_SYLLABLE})?\Z")
