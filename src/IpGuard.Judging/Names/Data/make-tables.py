"""Makes the tables of this folder anew. README.md names the sources and their licences.

usage: make-tables.py UNIHAN_FOLDER JIEBA_DICT ENGLISH_WORDS NOTO_SANS_CJK_TTC
needs: numpy, Pillow, libicui18n (72)
"""

import bz2, ctypes, gzip, math, re, sys, unicodedata
from collections import defaultdict

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

unihan, jieba, english, font_file = sys.argv[1:]


def lines(name):
    with bz2.open(f"{unihan}/{name}.txt.bz2", "rt", encoding="utf-8") as f:
        for line in f:
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t", 2)
                yield chr(int(code[2:], 16)), field, value


MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def numbered(reading):
    tone, letters = "5", ""
    for c in unicodedata.normalize("NFD", reading.strip()):
        if c in MARKS:
            tone = MARKS[c]
        elif c == "\u0308":
            letters = letters[:-1] + "v"
        elif c.isalpha() and c.isascii():
            letters += c
    return letters + tone


mandarin, readings = {}, {}
for han, field, value in lines("Unihan_Readings"):
    if field == "kMandarin":
        mandarin[han] = numbered(value.split()[0])
    elif field == "kTGHZ2013":
        readings[han] = [numbered(r) for part in value.split() for r in part.split(":")[1].split(",")]

common = {h for h in readings if h in mandarin and ord(h) < 0x10000}
first, other = defaultdict(list), defaultdict(list)
for h in sorted(common):
    first[mandarin[h]].append(h)
    for r in dict.fromkeys(readings[h]):
        if r[:-1] != mandarin[h][:-1]:
            other[r].append(h)
with open("pinyin.txt", "w", encoding="utf-8") as out:
    for r in sorted({*first, *other}):
        out.write(f"{r} {''.join(first[r])}" + (f" {''.join(other[r])}" if other[r] else "") + "\n")

# Of the common characters themselves, those that stand for another in shop names.
simple = {"剋": "克", "喆": "哲", "昇": "升", "甦": "苏"}
for wanted in ("kSimplifiedVariant", "kSemanticVariant", "kZVariant", "kSpecializedSemanticVariant"):
    for han, field, value in lines("Unihan_Variants"):
        if field != wanted or han in simple or han in common or ord(han) > 0xFFFF:
            continue
        targets = [chr(int(v.split("<")[0][2:], 16)) for v in value.split()]
        targets = [t for t in targets if t in common and t != han]
        if targets:
            simple[han] = targets[0]
with open("simplified.txt", "w", encoding="utf-8") as out:
    pairs = [h + s for h, s in sorted(simple.items())]
    for i in range(0, len(pairs), 50):
        out.write("".join(pairs[i : i + 50]) + "\n")

# Glyphs drawn 40 px high, blurred by a pixel, freed of their mean: the cosine says how alike two look. Two look alike too where one
# half (left, right, upper, lower) is all but the same and the whole is not far. The bounds were chosen by looking at the pairs.
LEAST_COSINE, LEAST_OF_HALF, LEAST_WITH_HALF, MOST_LIKE = 0.80, 0.90, 0.60, 14
font = ImageFont.truetype(font_file, 40, index=2)
order = sorted(common)
glyphs = np.zeros((len(order), 48, 48), np.float32)
for i, h in enumerate(order):
    picture = Image.new("L", (48, 48))
    ImageDraw.Draw(picture).text((4, -8), h, 255, font=font)
    glyphs[i] = np.asarray(picture.filter(ImageFilter.GaussianBlur(1)), np.float32)


def rows(part):
    flat = part.reshape(len(order), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    return flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6)


whole = rows(glyphs)
halves = [rows(p) for p in (glyphs[:, :, :22], glyphs[:, :, 22:], glyphs[:, :24], glyphs[:, 24:])]
alike = defaultdict(set)
for start in range(0, len(order), 500):
    part = slice(start, start + 500)
    cosines = whole[part] @ whole.T
    half = np.max([h[part] @ h.T for h in halves], axis=0)
    fits = (cosines >= LEAST_COSINE) | ((half >= LEAST_OF_HALF) & (cosines >= LEAST_WITH_HALF))
    cosines[~fits] = -1
    for k in range(cosines.shape[0]):
        cosines[k, start + k] = -1
        for j in np.argsort(-cosines[k])[:MOST_LIKE]:
            if cosines[k, j] > 0:
                alike[order[start + k]].add(order[j])
                alike[order[j]].add(order[start + k])
with open("alike.txt", "w", encoding="utf-8") as out:
    for h in sorted(alike):
        out.write(h + "".join(sorted(alike[h])) + "\n")

icu = ctypes.CDLL("libicui18n.so.72")
status = ctypes.c_int(0)
icu.uspoof_open_72.restype = ctypes.c_void_p
spoof = icu.uspoof_open_72(ctypes.byref(status))


def skeleton(c):
    raw, into = c.encode("utf-8"), ctypes.create_string_buffer(64)
    status = ctypes.c_int(0)
    n = icu.uspoof_getSkeletonUTF8_72(ctypes.c_void_p(spoof), 0, raw, len(raw), into, 64, ctypes.byref(status))
    return into.raw[:n].decode("utf-8") if status.value <= 0 else ""


confusable = {}
for code in range(0x80, 0x20000):
    c = chr(code)
    if unicodedata.category(c)[0] not in "LNS" or 0xD800 <= code < 0xE000:
        continue
    plain = "".join(x for x in unicodedata.normalize("NFD", skeleton(c)) if unicodedata.category(x)[0] != "M")
    if re.fullmatch("[A-Za-z0-9]{1,2}", plain):
        confusable[c] = plain
with open("confusables.txt", "w", encoding="utf-8") as out:
    by_plain = defaultdict(list)
    for c, plain in confusable.items():
        by_plain[plain].append(c)
    for plain in sorted(by_plain):
        out.write(plain + " " + "".join(by_plain[plain]) + "\n")


def packed(name, text):
    with open(name, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(text.encode("utf-8"))


with open(english, encoding="utf-8") as f:
    words = {w.strip() for w in f}
words = {w for w in words if re.fullmatch("[a-z]{2,14}", w)}
packed("english.txt.gz", "\n".join(sorted(words)))

# One line for each power of two of the count: the rounded logarithm, `p` where the words are names of people or brands, the words.
levels = defaultdict(list)
with open(jieba, encoding="utf-8") as f:
    for line in f:
        word, count, kind = line.split()
        han = all(c in common for c in word)
        least = {1: 1, 2: 8, 3: 8, 4: 30}.get(len(word))
        if han and least and int(count) >= least:
            levels[round(math.log2(int(count))), "p" if kind[:2] in ("nr", "nz") else ""].append(word)
packed("chinese.txt.gz", "\n".join(f"{k[0]}{k[1]} {' '.join(sorted(levels[k]))}" for k in sorted(levels)))
