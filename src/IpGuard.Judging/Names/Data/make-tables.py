"""Makes alike.txt of this folder anew: some minutes on two cores. README.md says what it is.

usage: make-tables.py NOTO_SANS_CJK_TTC
needs: numpy, Pillow
"""

import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# The bounds were chosen by looking at pairs. Near: taken for each other at a glance. Far: a part of one left out, added or changed.
NEAR_PART, NEAR_FIT, NEAR_DRAWN = 0.86, 0.72, 0.90
FAR_PART, FAR_FIT, FAR_DRAWN = 0.70, 0.60, 0.87
LEAST_PART = 0.75
SIDE, INK = 24, 60
font = ImageFont.truetype(sys.argv[1], 40, index=2)

order = []
for high in range(0xB0, 0xF8):
    for low in range(0xA1, 0xFF):
        try:
            order.append(bytes([high, low]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
order.sort()
# GB 2312's first level: what a keyboard offers first. Rarer characters are no one's disguise of another but at a glance.
common = np.array([h.encode("gb2312")[0] < 0xD8 for h in order])


def freed(picture):
    flat = np.asarray(picture, np.float32).ravel()
    flat = flat - flat.mean()
    return flat / (np.linalg.norm(flat) + 1e-6)


def span(ink):
    at = np.where(ink > INK)[0]
    return (at[0], at[-1] + 1) if len(at) else (0, 0)


def fit(part):
    """Cut to its ink and stretched to one size, at most twice as much one way as the other."""
    (top, bottom), (left, right) = span(part.max(1)), span(part.max(0))
    height, width = bottom - top, right - left
    if not height or not width:
        return None
    size = (
        SIDE if width * 2 >= height else max(6, int(SIDE * 2 * width / height)),
        SIDE if height * 2 >= width else max(6, int(SIDE * 2 * height / width)),
    )
    into = Image.new("L", (SIDE, SIDE))
    part = Image.fromarray(part[top:bottom, left:right]).resize(size, Image.BILINEAR)
    into.paste(part, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return freed(into.filter(ImageFilter.GaussianBlur(1.2)))


def thinnest(ink, first, last):
    """Two places between first and last where a character comes apart."""
    found = []
    for at in sorted(range(first, last), key=lambda i: ink[i - 1] + 2 * ink[i] + ink[i + 1]):
        if all(abs(at - other) >= 4 for other in found):
            found.append(at)
    return found[:2]


count = len(order)
drawn = np.zeros((count, SIDE * SIDE), np.float32)
whole = np.zeros((count, SIDE * SIDE), np.float32)
# Left, right, upper, lower part by each of two cuts, and how much of the character it is; then what other characters are wrapped
# around: from below and the left (辶), from above and the left (广), from above (门), from all sides (囗).
WRAPPED = ((0, 0.78, 0.3, 1), (0.24, 1, 0.24, 1), (0.26, 1, 0.2, 0.8), (0.18, 0.86, 0.18, 0.82))
parts = np.zeros((4 + len(WRAPPED), 2, count, SIDE * SIDE), np.float32)
share = np.zeros((4 + len(WRAPPED), 2, count), np.float32)
for i, h in enumerate(order):
    picture = Image.new("L", (48, 48))
    ImageDraw.Draw(picture).text((4, -8), h, 255, font=font)
    ink = np.asarray(picture)
    drawn[i] = freed(picture.filter(ImageFilter.GaussianBlur(1.6)).resize((SIDE, SIDE), Image.BOX))
    whole[i] = fit(ink)
    for side, turned in ((0, ink), (2, ink.T)):
        first, last = span(turned.max(0))
        length = last - first
        if length < 20:
            continue
        for k, cut in enumerate(thinnest(turned.sum(0).astype(float), first + length // 4, first + int(length * 0.75))):
            for which, part in ((side, turned[:, :cut]), (side + 1, turned[:, cut:])):
                fitted = fit(part if side == 0 else part.T)
                if fitted is not None:
                    parts[which, k, i] = fitted
                    share[which, k, i] = (cut - first if which == side else last - cut) / length

    (top, bottom), (left, right) = span(ink.max(1)), span(ink.max(0))
    for which, (a, b, c, d) in enumerate(WRAPPED, 4):
        rows, columns = (int(top + f * (bottom - top)) for f in (a, b)), (int(left + f * (right - left)) for f in (c, d))
        fitted = fit(ink[slice(*rows), slice(*columns)])
        if fitted is not None:
            parts[which, 0, i], share[which, 0, i] = fitted, 0.5

alike = np.zeros((count, count), np.float32)
for side in range(len(parts)):
    for k in range(2 if side < 4 else 1):
        for other in (parts[side, 0], parts[side, 1], whole):
            cosines = parts[side, k] @ other.T
            cosines[cosines < LEAST_PART] = 0
            shares = np.ones(count, np.float32) if other is whole else share[side, 0 if other is parts[side, 0] else 1]
            cosines *= np.sqrt(np.clip(np.minimum(share[side, k][:, None], shares[None, :]) * 2, 0, 1))
            alike = np.maximum(alike, np.maximum(cosines, cosines.T))
fits, draws = whole @ whole.T, drawn @ drawn.T
near = (alike >= NEAR_PART) | (fits >= NEAR_FIT) | (draws >= NEAR_DRAWN)
far = ((alike >= FAR_PART) | (fits >= FAR_FIT) | (draws >= FAR_DRAWN)) & common[:, None] & common[None, :] & ~near
with open("alike.txt", "w", encoding="utf-8") as out:
    for i, h in enumerate(order):
        after = np.arange(count) > i
        lists = ["".join(order[j] for j in np.where(which[i] & after)[0]) for which in (near, far)]
        if any(lists):
            out.write(f"{h}{lists[0]} {lists[1]}".rstrip() + "\n")
