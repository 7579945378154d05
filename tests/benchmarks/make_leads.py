"""Write invented Colombian leads as CSV; the same arguments give the same bytes.

python make_leads.py ROWS OUT.csv [--bad SHARE]    SHARE of the rows has a phone that cannot be dialled
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

NAMES = "Ana Luis Sofía Andrés Lucía Óscar Íngrid Julián Paola Camilo Marta Iván Zoe Raúl Nelly".split()
SURNAMES = "Gómez Peña Muñoz Ruiz Niño Castaño Ariza Vélez Rincón Useche Páez Quiroga Toro Luna".split()
CITIES = [
    ("Bogotá", "Cundinamarca", "601"),
    ("Medellín", "Antioquia", "604"),
    ("Cali", "Valle del Cauca", "602"),
    ("Barranquilla", "Atlántico", "605"),
]
MOBILES = "300 301 302 304 305 310 311 312 313 314 315 316 317 318 320 321 322 323 350".split()
UNUSABLE = ["sin dato", "123", "0000000000", "300 12", "llamar después"]
HEADINGS = (
    "Nombre,Apellido,Tipo ID,Cédula,Edad,Género,País,Departamento,Ciudad,Zona,Dirección,"
    "Celular,Teléfono 2,Correo,Producto,Saldo"
)


def lead(number: int, chance: random.Random, bad: float) -> str:
    """One line of the file; the phone is written in one of four ways."""
    city, state, area = chance.choice(CITIES)
    phone = chance.choice(UNUSABLE) if chance.random() < bad else _mobile(chance)
    second = f"{area}{chance.randrange(2_000_000, 9_000_000)}" if chance.random() < 0.4 else ""
    if phone in UNUSABLE:
        second = ""
    crossing = f"{chance.randrange(99)}-{chance.randrange(99)}"
    street = f'"Calle {chance.randrange(200)} # {crossing}, Casa {number % 90}"'
    name, surname = chance.choice(NAMES), f"{chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
    return (
        f"{name},{surname},CC,{10_000_000 + number},{chance.randrange(18, 90)},{chance.choice('MF')},"
        f"Colombia,{state},{city},Norte,{street},{phone},{second},lead{number}@example.com,Plan Hogar,"
        f"{chance.randrange(10**6)}"
    )


def lines(rows: int, bad: float) -> Iterator[str]:
    """The headings, then the leads."""
    chance = random.Random(20260731)
    yield HEADINGS
    for number in range(rows):
        yield lead(number, chance, bad)


def _mobile(chance: random.Random) -> str:
    a, b, c = chance.choice(MOBILES), f"{chance.randrange(1000):03}", f"{chance.randrange(10_000):04}"
    return chance.choice([f"{a}{b}{c}", f"+57 {a} {b} {c}", f"{a}-{b}-{c}", f"57{a}{b}{c}"])


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bad", type=float, default=0.02)
    given = parser.parse_args()
    with given.out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(line + "\r\n" for line in lines(given.rows, given.bad))


if __name__ == "__main__":
    main()
