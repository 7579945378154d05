"""States, departments and kinds of identity document as lead files write them, normalised like headings."""

from wolkvox_cli.leads.headings import normalise

_MEXICO = """
aguascalientes, baja california, baja california sur, campeche, chiapas, chihuahua, ciudad de méxico, cdmx,
distrito federal, coahuila, coahuila de zaragoza, colima, durango, estado de méxico, edomex, guanajuato,
guerrero, hidalgo, jalisco, méxico, michoacán, michoacán de ocampo, morelos, nayarit, nuevo león, oaxaca,
puebla, querétaro, quintana roo, san luis potosí, sinaloa, sonora, tabasco, tamaulipas, tlaxcala, veracruz,
veracruz de ignacio de la llave, yucatán, zacatecas
"""
_BRAZIL = """
acre, alagoas, amapá, amazonas, bahia, ceará, distrito federal, espírito santo, goiás, maranhão, mato
grosso, mato grosso do sul, minas gerais, pará, paraíba, paraná, pernambuco, piauí, rio de janeiro, rio
grande do norte, rio grande do sul, rondônia, roraima, santa catarina, são paulo, sergipe, tocantins, ac,
al, ap, am, ba, ce, df, es, go, ma, mt, ms, mg, pa, pb, pr, pe, pi, rj, rn, rs, ro, rr, sc, sp, se, to
"""
_VENEZUELA = """
amazonas, anzoátegui, apure, aragua, barinas, bolívar, carabobo, cojedes, delta amacuro, distrito capital,
falcón, guárico, la guaira, lara, mérida, miranda, monagas, nueva esparta, portuguesa, sucre, táchira,
trujillo, vargas, yaracuy, zulia
"""
_COLOMBIA = """
amazonas, antioquia, arauca, atlántico, bogotá, bogotá d.c., bolívar, boyacá, caldas, caquetá, casanare,
cauca, cesar, chocó, córdoba, cundinamarca, guainía, guaviare, huila, la guajira, guajira, magdalena, meta,
nariño, norte de santander, putumayo, quindío, risaralda, san andrés, san andrés y providencia, santander,
sucre, tolima, valle del cauca, valle, vaupés, vichada
"""
_PERU = """
amazonas, áncash, apurímac, arequipa, ayacucho, cajamarca, callao, cusco, cuzco, huancavelica, huánuco, ica,
junín, la libertad, lambayeque, lima, loreto, madre de dios, moquegua, pasco, piura, puno, san martín,
tacna, tumbes, ucayali
"""
_BOLIVIA = "beni, chuquisaca, cochabamba, la paz, oruro, pando, potosí, santa cruz, tarija"
_CENTRAL_AMERICA = """
alta verapaz, baja verapaz, chimaltenango, chiquimula, el progreso, escuintla, guatemala, huehuetenango,
izabal, jalapa, jutiapa, petén, quetzaltenango, quiché, retalhuleu, sacatepéquez, san marcos, santa rosa,
sololá, suchitepéquez, totonicapán, zacapa, atlántida, choluteca, colón, comayagua, copán, cortés, el
paraíso, francisco morazán, gracias a dios, intibucá, islas de la bahía, la paz, lempira, ocotepeque,
olancho, santa bárbara, valle, yoro, ahuachapán, cabañas, chalatenango, cuscatlán, la libertad, la unión,
morazán, san miguel, san salvador, san vicente, santa ana, sonsonate, usulután, boaco, carazo, chinandega,
chontales, estelí, granada, jinotega, león, madriz, managua, masaya, matagalpa, nueva segovia, río san juan,
rivas
"""
_URUGUAY_PARAGUAY = """
artigas, canelones, cerro largo, colonia, durazno, flores, florida, lavalleja, maldonado, montevideo,
paysandú, río negro, rivera, rocha, salto, san josé, soriano, tacuarembó, treinta y tres, alto paraguay,
alto paraná, amambay, boquerón, caaguazú, caazapá, canindeyú, central, concepción, cordillera, guairá,
itapúa, misiones, ñeembucú, paraguarí, presidente hayes, san pedro
"""
_DOCUMENT_TYPES = """
cc, ce, ti, nit, rc, pa, pp, pep, ppt, dni, nie, ruc, rut, cuit, cuil, cpf, cnpj, rg, rfc, curp, ci, ine,
le, lc, v, e, j, cédula, cédula de ciudadanía, cédula de extranjería, cédula ciudadanía, cédula extranjería,
cédula de identidad, tarjeta de identidad, registro civil, pasaporte, passport, permiso especial
"""
_COMPANY_DEPARTMENTS = """
ventas, compras, administración, administrativo, contabilidad, finanzas, sistemas, tecnología, informática,
marketing, mercadeo, mercadotecnia, recursos humanos, rrhh, talento humano, logística, producción,
operaciones, calidad, gerencia, dirección, legal, jurídico, jurídica, servicio al cliente, atención al
cliente, soporte, comercial, cobranzas, cartera, tesorería, mantenimiento, almacén, bodega, sales,
purchasing, human resources, hr, finance, accounting, it, operations, support, engineering, vendas,
financeiro, rh, contábil, administrativa
"""


def _normalised(*texts: str) -> frozenset[str]:
    return frozenset(normalise(name) for text in texts for name in text.split(","))


STATES = _normalised(_MEXICO, _BRAZIL, _VENEZUELA)
"""The states of Mexico, Brazil (names and abbreviations) and Venezuela."""

DEPARTMENTS = _normalised(_COLOMBIA, _PERU, _BOLIVIA, _CENTRAL_AMERICA, _URUGUAY_PARAGUAY)
"""The departments of the countries that call their parts so."""

COMPANY_DEPARTMENTS = _normalised(_COMPANY_DEPARTMENTS)
"""Departments of a company."""

DOCUMENT_TYPES = _normalised(_DOCUMENT_TYPES)
"""Kinds of identity document as they are written in Latin America."""
