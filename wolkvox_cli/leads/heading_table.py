"""The headings that real lead files use, by field, in Spanish, English and Portuguese.

Besides everyday headings: the wolkvox Manager's template and export, ViciDial, HubSpot, Salesforce,
Meta lead forms, Google Contacts and Outlook. `headings.py` says how they are compared.
"""

from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "customer_name": (
        """
        nombre, nombres, primer nombre, nombre 1, nombre cliente, customer name, customer nombre,
        initcap nombre, nomes, first name, first, fname, fn, given name, forename, nome, primeiro nome, nome
        cliente, nombre de pila
        """,
        """
        contact name, client name, lead name, nombre contacto, nombre persona, titular, nome contato,
        prospecto
        """,
        "razón social, razão social, legal name",
        "nombre comercial, nome fantasia",
    ),
    "customer_last_name": (
        """
        apellido, apellidos, apellido cliente, apellidos cliente, last name, lname, ln, surname,
        family name, apellido paterno, primer apellido, apellido 1, paternal surname, sobrenome,
        último nome, customer last name
        """,
    ),
    "id_type": (
        """
        tipoid, tipo doc, tipo id, tipo documento, tipo de documento, document type, type document,
        tipo identificación, tipo ident, clase documento, tipo de documento de identidad, id kind, id
        type
        """,
    ),
    "customer_id": (
        """
        cédula, cc, identificación, documento, número documento, número de documento, nro documento, n
        documento, no documento, num documento, doc, nro doc, num doc, número de cédula, cédula de
        ciudadanía, documento de identidad, documento identidad, número identificación, número de
        identificación, dni, document number, rut, cuit, cuil, cuit cuil, cpf, cnpj, cpf cnpj, nit,
        ruc, curp, ci, pasaporte, número do documento, customer id
        """,
        """
        rfc, rg, id cliente, cliente id, customer code, client id, código cliente, code client, cód
        cliente, contacto c, id cpf, código do cliente
        """,
        "vendor lead code, external id, record id, record id contact, id contacto, contact id",
        "lead id, id lead",
    ),
    "age": ("edad, age, años, age years, years, idade, anios, edad años",),
    "gender": ("sexo, género, gender, genero c, sex, male female, sexo cliente, gênero",),
    "country": (
        """
        país, country, country name, country region, nación, país cliente, país de residencia, mailing
        country, home country, home country region, address 1 country, country iso
        """,
        "business country, business country region, other country",
    ),
    "state": (
        """
        state, state region, state province, uf, dpto, departamento de residencia, entidad federativa,
        estado o departamento, estado departamento, estado uf, state code, mailing state,
        mailing state province, home state, address 1 region, estado provincia, unidade federativa
        """,
        "provincia, province",
        "business state, other state",
    ),
    "city": (
        """
        ciudad, city, cidade, ciudad de residencia, city name, mailing city, home city, address 1 city
        """,
        "municipio, município, town, población",
        "localidad, comuna, business city, other city",
    ),
    "zone": (
        "zona, zone",
        "barrio, bairro, colonia",
        "sector, urbanización, distrito",
    ),
    "address": (
        """
        dirección, address, full address, domicilio, dirección de residencia, dirección residencia,
        address 1, street address, address line 1, dir, endereço, dirección 1, mailing street, mailing
        address, home address, home street, address 1 formatted, dirección completa, direccion
        domicilio, endereço completo
        """,
        "calle, street, rua, logradouro, calle nomb, nombre calle, address 1 street, avenida calle",
        "business address, business street, other street, other address",
    ),
    "email": (
        """
        email 1, correo, correo electrónico, e-mail, mail, correo actualizado, mail preferente, email
        address, email id, email lead, correo 1, mail 1, correo e, email cliente, correo cliente,
        e-mail 1 address, dirección de correo electrónico, dirección de correo, dirección de email,
        correio eletrônico, endereço eletrônico, endereço de e-mail, emails, correos
        """,
        "correo institucional, work email, correo laboral, correo personal, personal email",
    ),
    "recall_date": (
        """
        date recall, rellamada, fecha recall, recall fecha, fecha recordatorio, fecha rellamada, fecha
        de rellamada, callback date, data retorno, data de retorno
        """,
    ),
    "recall_telephone": (
        """
        tel recall, rellamada tel, teléfono recall, recall tel, teléfono recordatorio, teléfono
        rellamada, teléfono de rellamada, callback phone, recall phone, telefone de retorno
        """,
    ),
    "agent_id": ("agente, id agent, asesor, id agente, agent, código agente, código asesor, id asesor",),
    "tel_extra": (
        """
        otrostel, otros tel, extra phone, phone extra, additional phone, otros teléfonos, teléfono
        extra, teléfono adicional, tel adicional, celular adicional, número adicional, otro tel,
        telefone adicional, outros telefones
        """,
    ),
    **{f"opt{n}": (f"opción {n}, option {n}, opção {n}",) for n in range(1, 13)},
}
"""Separated by commas, the surest headings first: a later tier gives way, with a note, to an earlier one."""

RECORD_NUMBER_TIER = 2
"""From here on the headings of customer_id are numbers that other programs give their records."""

LATER_PARTS: Mapping[str, tuple[str, str]] = {
    "customer_name": (
        """
        segundo nombre, nombre 2, middle name, middle initial, additional name, second name, nome do
        meio
        """,
        "",
    ),
    "customer_last_name": (
        """
        apellido materno, segundo apellido, apellido 2, maternal surname, second last name, segundo
        sobrenome
        """,
        "",
    ),
    "address": (
        """
        altura, número exterior, no exterior, num exterior, num ext, no ext, número calle,
        número da casa, street number, house number
        """,
        """
        address 2, address line 2, home street 2, mailing street 2, street 2, address 3, address line 3,
        home street 3, número interior, no interior, num interior, num int,
        no int, complemento
        """,
    ),
}
"""Second and third parts of a value, joined with a space behind the column that holds the first.

For the address the second part is a house number, which belongs to a street and not to a whole address.
"""

FULL_NAMES = (
    """
    nombre completo, nombres y apellidos, nombre y apellido, nombre y apellidos, apellidos y nombres,
    apellido y nombre, full name, nome completo, nome e sobrenome, nombre completo cliente
    """,
    "name",
)
"""First and last name in one column, the surest first; it goes to customer_name."""

MOBILES = """
    celular, cel, móvil, mobile, cell, cell phone, mobile phone, mobile number, mobile phone number,
    whatsapp, número celular whatsapp, número teléfono whatsapp,
    whatsapp number, whatsapp phone number, número whatsapp, teléfono whatsapp, nro celular, num
    celular, no celular, n celular, número celular, teléfono celular, teléfono móvil, número móvil,
    celular actualizado, gsm, fone celular, telemóvel, telefone celular, celular whatsapp, teléfono
    celular whatsapp, celulares, nº de celular, móviles, número do celular, tel celular, tel móvil, tel cel,
    tel whatsapp, fono móvil, línea móvil, línea celular, celular personal, celular contacto, msisdn, número
    msisdn
    """

PHONES = """
    teléfono, tel, phone, telephone, phone number, telephone number, número teléfono, nro teléfono, num
    teléfono, no teléfono, n teléfono, teléfono celular o fijo, telefono y celular, celular teléfono,
    celular o teléfono, contact number, teléfono contacto, número contacto, número de contacto, telefone,
    fone, número telefone, números telefone, telefone contato, contato telefônico, teléfono actualizado,
    personal phone, phone no, ph, primary phone, main phone, teléfonos, phones, telefones, números, número
    telefónico, contacto telefónico, ddd telefone, telf, tlf, telef, tfno, tlfn, fono, fonos, número fono,
    número línea, número de línea telefónica, línea telefónica, ani, número ani, tel contacto, teléfono
    personal, tel personal
    """

LANDLINES = """
    teléfono fijo, fijo, teléfono casa, teléfono residencia, teléfono domicilio, landline, home phone,
    work phone, work phone number, business phone, company phone, office phone, other phone, alt phone,
    alternate phone, alternative phone, secondary phone, teléfono oficina, teléfono trabajo, teléfono
    laboral, teléfono empresa, teléfono alterno, teléfono alternativo, celular alterno, celular
    alternativo, otro número, otro teléfono, otro celular, teléfono secundario, telefone fixo, fixo,
    telefone residencial, telefone comercial, outro telefone, company main phone, primary work phone,
    teléfono particular, teléfono hogar, teléfono familiar, teléfono negocio, teléfono local, tel casa, tel
    hogar, tel residencia, tel domicilio, tel fijo, tel oficina, tel trabajo, tel laboral, tel empresa, tel
    negocio, tel particular, tel alterno, tel alternativo, tel secundario, tel familiar, fono casa, fono fijo,
    fono oficina, fono trabajo, fono particular, línea fija, celular trabajo, celular oficina, celular
    empresa, celular corporativo, celular laboral
    """

AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "contacto, contact, contato": ("customer_name", "tel1", "email", "customer_id"),
    "número, nro, num, number": ("tel1", "customer_id", "address"),
    "id": ("customer_id",),
    "estado": ("state",),
    "departamento, depto": ("state",),
    "región, área, county": ("zone", "state"),
    "country code": ("country",),
    "operador": ("opt1",),
    "línea, line": ("tel1",),
    "tipo": ("id_type",),
    "usuario, user, cliente, customer, client": ("customer_name", "customer_id"),
}
"""Headings that different sources use for different things, with the fields they may be."""

MANAGER_RESULTS = """
    resultadoreg, fechafinreg, llamadas, idcall, cod01, desc1, cod02, desc2, comentariosacumulados,
    count_recall, last_dial_tel, history_tel, recall-info, id_call, cod_rslt1, description_cod1,
    rellamada_count, last_dial_tele, history_dial_tel, rellamada_info, resultado, fecha, comentarios
    """
"""Columns of the Manager's template and export that tell what came of a record; no lead data."""

MANAGER_ONLY = """
    tipoid, otrostel, date_recall, tel_recall, rellamada, rellamada_tel, id_agent, nombre_cliente,
    resultadoreg, fechafinreg, idcall, cod01, desc1, comentariosacumulados, count_recall, last_dial_tel,
    history_tel, recall_info, id_call, cod_rslt1, description_cod1, rellamada_count, last_dial_tele,
    history_dial_tel, rellamada_info
    """
"""Headings that only the Manager's own files have."""

SMALL_WORDS = frozenset({"de", "del", "la", "el", "los", "las", "do", "da", "dos", "das", "the", "of"})
"""Left out when headings are compared."""

QUALIFIERS = frozenset(
    {
        "actual",
        "actualizada",
        "actualizado",
        "client",
        "cliente",
        "clientes",
        "contact",
        "contacto",
        "contato",
        "customer",
        "lead",
        "main",
        "obligatorio",
        "opcional",
        "persona",
        "preferida",
        "preferido",
        "primary",
        "principal",
        "prospecto",
        "residencia",
        "sede",
        "titular",
        "usuario",
        "value",
    }
)
"""Words that may stand beside a heading without changing what it is."""

AREA_CODES = "ddd, código de área, cód área, area code, lada, clave lada, prefijo, indicativo"
"""Dialling codes that stand in a column of their own."""

COUNTRY_CODES = """country code, country calling code, calling code, dialling code, dialing code, dial code,
    phone code, phone country code, phone country, phone prefix, mobile country code, isd, isd code, ddi,
    código ddi, código país, cód país, país código, código internacional, código telefónico país, indicativo,
    indicativo país, indicativo internacional, prefijo, prefijo país, prefijo internacional,
    prefijo telefónico, lada internacional, lada país"""
"""Dialling codes of countries; by content, as some of these headings stand over area codes as well."""

WHOSE_CODE = (
    "celular|cel|movil|mobile|telefono|telefone|tel|phone|fijo|fixo|residencial|res|comercial|com|whatsapp"
)
"""What may follow the heading of a code: DDD_CEL, indicativo teléfono."""

NOT_FOR_CALLS = frozenset({"fax", "faxes", "pager", "beeper", "buscapersonas"})
