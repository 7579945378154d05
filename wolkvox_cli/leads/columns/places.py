"""Closed lists that settle what a column holds: states called "estado", and kinds of identity document."""

from wolkvox_cli.leads.columns.headings import normalise

_MEXICO = """
aguascalientes, baja california, baja california sur, campeche, chiapas, chihuahua, ciudad de méxico, cdmx,
distrito federal, coahuila, coahuila de zaragoza, colima, durango, estado de méxico, edomex, guanajuato,
guerrero, hidalgo, jalisco, méxico, michoacán, michoacán de ocampo, morelos, nayarit, nuevo león, oaxaca,
puebla, querétaro, quintana roo, san luis potosí, sinaloa, sonora, tabasco, tamaulipas, tlaxcala, veracruz,
veracruz de ignacio de la llave, yucatán, zacatecas
"""
_BRAZIL = """
acre, alagoas, amapá, amazonas, bahia, ceará, distrito federal, espírito santo, goiás, maranhão, mato grosso,
mato grosso do sul, minas gerais, pará, paraíba, paraná, pernambuco, piauí, rio de janeiro,
rio grande do norte, rio grande do sul, rondônia, roraima, santa catarina, são paulo, sergipe, tocantins,
ac, al, ap, am, ba, ce, df, es, go, ma, mt, ms, mg, pa, pb, pr, pe, pi, rj, rn, rs, ro, rr, sc, sp, se, to
"""
_VENEZUELA = """
amazonas, anzoátegui, apure, aragua, barinas, bolívar, carabobo, cojedes, delta amacuro, distrito capital,
falcón, guárico, la guaira, lara, mérida, miranda, monagas, nueva esparta, portuguesa, sucre, táchira,
trujillo, vargas, yaracuy, zulia
"""
_DOCUMENT_TYPES = """
cc, ce, ti, nit, rc, pa, pp, pep, ppt, dni, nie, ruc, rut, cuit, cuil, cpf, cnpj, rg, rfc, curp, ci, ine, le,
lc, v, e, j, cédula, cédula de ciudadanía, cédula de extranjería, cédula ciudadanía, cédula extranjería,
cédula de identidad, tarjeta de identidad, registro civil, pasaporte, passport, permiso especial
"""


def _normalised(text: str) -> frozenset[str]:
    return frozenset(normalise(name) for name in text.split(","))


STATES = _normalised(_MEXICO + "," + _BRAZIL + "," + _VENEZUELA)
"""The states of Mexico, Brazil (names and abbreviations) and Venezuela, normalised like headings."""

DOCUMENT_TYPES = _normalised(_DOCUMENT_TYPES)
"""Kinds of identity document as they are written in Latin America, normalised like headings."""
