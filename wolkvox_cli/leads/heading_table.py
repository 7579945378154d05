"""The words that headings of real lead files are made of, in Spanish, English and Portuguese.

`headings.py` cuts a heading into words and tells from them what the column is: a word for a phone makes it
a phone, others say whose and which. Words are compared without case and accents, and slips of a letter are
forgiven. `HEADINGS` lists those that mean a field as a whole: the wolkvox Manager's template and export,
ViciDial, HubSpot, Salesforce, Meta lead forms, Google Contacts and Outlook are among their sources.
"""

from collections.abc import Mapping

Words = Mapping[str, str]
"""Words by language, separated by spaces."""

# Headings that mean a field as a whole

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "customer_name": (
        """
        nombre, nombres, primer nombre, nombre 1, nombre cliente, customer name, customer nombre,
        initcap nombre, nomes, first name, first, fname, fn, given name, forename, nome, primeiro nome, nome
        cliente, nombre de pila
        """,
        """
        contact name, client name, lead name, nombre contacto, nombre persona, titular, nome contato,
        prospecto, contact person, persona contacto, pessoa contato
        """,
        "razón social, razão social, legal name",
        "nombre comercial, nome fantasia",
    ),
    "customer_last_name": (
        """
        apellido, apellidos, apellido cliente, apellidos cliente, last name, lname, ln, surname,
        family name, last, apellido paterno, primer apellido, apellido 1, paternal surname, sobrenome,
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
        mailing state province, home state, address 1 region, estado provincia, estado residencia,
        unidade federativa
        """,
        "provincia, province",
        "business state, other state",
    ),
    "city": (
        """
        ciudad, city, cidade, mpio, mun, ciudad de residencia, city name, mailing city, home city,
        address 1 city
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

AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "contacto, contactos, contact, contacts, contato, contatos": (
        "customer_name",
        "tel1",
        "email",
        "customer_id",
    ),
    "número, números, nro, num, number, numbers": ("tel1", "customer_id", "address"),
    "id": ("customer_id",),
    "estado": ("state",),
    "departamento, depto": ("state",),
    "región, área, county": ("zone", "state"),
    "country code": ("country",),
    "operador": ("opt1",),
    "línea, line, número línea": ("tel1",),
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

# Phones

MOBILE: Words = {
    "es": "celular celulares cel celu movil moviles whatsapp whatsap wasap wsp wapp whats gsm msisdn",
    "en": "mobile mobiles mob mobileno cell cellno cellphone cellular wa",
    "pt": "celular telemovel telemoveis movel whatsapp wpp zap zapzap whats",
}
"""These make a column a mobile phone."""

PHONE: Words = {
    "es": "telefono telefonos tel tels telf telfs telfno tlf tlfn tlfno tlfs telef tfno tfn fono fonos ani",
    "en": "phone phones telephone telephones tel telno ph phoneno fone telefon callerid",
    "pt": "telefone telefones fone fones tel telef",
}
"""These make it a phone."""

SHORT = frozenset({"ani", "gsm", "ph", "wa"})
"""Of these a column may be something else: the cells must agree."""

PHONE_ADJECTIVES: Words = {
    "es": "telefonico telefonica telefonicos telefonicas",
    "en": "telephonic",
    "pt": "telefonico telefonica",
}
"""These make a number, a line or a contact a phone."""

FIXED: Words = {"es": "fijo fija fijos", "en": "landline", "pt": "fixo fixa fixos"}
"""These make it a phone where nothing else is said, and say nothing beside one."""

NUMBER: Words = {
    "es": "numero numeros nro nros num nums no n nu nr",
    "en": "number numbers no num nbr",
    "pt": "numero numeros nr nu n num",
}
"""A number of what the other words say; of a contact, or to be called, it is a phone."""

CONTACT: Words = {
    "es": "contacto contactar contactarte contactamos",
    "en": "contact",
    "pt": "contato contacto",
}

TO_CALL: Words = {"es": "llamar llamarte llamamos marcar", "en": "call dial dialed", "pt": "ligar ligamos"}

LINE: Words = {"es": "linea lineas", "en": "line", "pt": "linha"}

HOME: Words = {
    "es": "casa hogar residencia residencial res domicilio domiciliario habitacion hab particular vivienda",
    "en": "home house residence residential",
    "pt": "casa residencial residencia res moradia",
}

WORK: Words = {
    "es": "trabajo oficina ofi laboral institucional corporativo comercial profesional",
    "en": "work office business corporate job daytime",
    "pt": "trabalho comercial corporativo institucional escritorio profissional",
}

COMPANY: Words = {
    "es": "empresa empresas compania organizacion empleador patrono",
    "en": "company account organization organisation employer firm",
    "pt": "empresa companhia organizacao empregador",
}
"""The phone of a whole company comes after the person's own."""

OTHER: Words = {
    "es": """
        otro otra alterno alterna alternativo alternativa secundario secundaria segundo recado
        recados mensajes familiar respaldo
        """,
    "en": "other alt alternate alternative secondary second backup message",
    "pt": "outro outra alternativo alternativa secundario segundo recado recados",
}

EXTRA: Words = {
    "es": "otros otras adicional adicionales extra extras",
    "en": "extra additional",
    "pt": "outros outras adicional adicionais extra",
}

GUARDIANS: Words = {
    "es": """
        acudiente acudientes apoderado apoderada tutor tutora madre padre mama papa responsable
        encargado representante
        """,
    "en": "parent parents guardian mother father mom dad",
    "pt": "responsavel responsaveis mae pai",
}
"""Who answers for the lead: called where the lead has no phone of their own."""

STRANGERS: Words = {
    "es": """
        asesor asesora asesores asistente secretaria asignado asignada ejecutivo ejecutiva vendedor
        vendedora agente agentes promotor gestor gerente supervisor supervisora coordinador
        coordinadora operario tecnico conductor mensajero proveedor proveedores fiador fiadora
        codeudor codeudora aval avalista avales garante garantes cosignatario referencia referencias
        ref refs referido referida referidos emergencia emergencias medico medica doctor doctora
        rector rectora director directora instructor instructora instrutor docente profesor
        profesora abogado abogada conyuge esposo esposa pareja hijo hija hermano hermana vecino
        vecina amigo amiga broker corredor intermediario recomendado administrador
        """,
    "en": """
        advisor adviser assistant asst secretary agent agents rep reps representative owner manager
        supervisor salesperson seller guarantor cosigner signer reference references referral
        referred referrer emergency doctor physician nurse driver supplier vendor teacher lawyer
        attorney spouse husband wife partner neighbor friend broker dealer assigned assignee kin
        relative sibling
        """,
    "pt": """
        assistente secretaria corretor corretora consultor consultora vendedor vendedora agente
        gerente supervisor fiador fiadora avalista referencia referencias emergencia medico medica
        doutor diretor diretora professor professora advogado conjuge esposo esposa vizinho amigo
        fornecedor motorista tecnico indicado
        """,
}
"""Somebody else: neither their phone nor their name is the lead's."""

FAX: Words = {"es": "fax faxes telefax beeper buscapersonas", "en": "fax faxes pager pagers", "pt": "fax"}

SMS: Words = {"es": "sms mms", "en": "sms text", "pt": "sms torpedo"}
"""Numbers that take messages only."""

OUTDATED: Words = {
    "es": """
        anterior anteriores antiguo antigua antiguos viejo errado errada errados equivocado
        equivocada erroneo incorrecto invalido invalidos bloqueado bloqueados inactivo inactivos
        """,
    "en": "old previous former wrong invalid bad blocked dnc inactive",
    "pt": "antigo anterior errado incorreto invalido bloqueado inativo",
}
"""Numbers that were someone's, or that are known to be wrong."""

CALLS_TOO: Words = {"es": "llamada llamadas voz", "en": "calls voice", "pt": "ligacao ligacoes voz"}
"""Beside SMS these say that the number takes calls as well."""

DO_NOT_CALL = (
    "no llamar",
    "do not call",
    "donotcall",
    "nao ligar",
    "no contactar",
    "not call",
    "do not contact",
)

ABOUT_A_PHONE: Words = {
    "es": """
        cuenta tipo tipos etiqueta estado estatus marca modelo operador operadora telefonia telcel
        iphone smartphone fecha hora horas horario ultima ultimo actualizacion anexo interno
        cantidad cant total llamadas resultado observacion observaciones obs comentario comentarios
        nota notas plan planes contrato imei iccid sim valor precio costo gasto factura facturacion
        saldo deuda monto id ids preferencia medio canal metodo tiene tienes posee acepta acepto
        autoriza autorizo autorizacion consentimiento permite desea valido validez prioridad orden
        origen fuente si puntaje score equipo servicio minutos
        """,
    "en": """
        type types label status brand model carrier operator provider iphone smartphone date time
        hour hours last updated update count total calls called result outcome comment comments note
        notes plan contract imei price cost bill id ids opt optin consent preference preferences
        method channel has have accepts allowed allow valid verified validated confirmed score
        source system ratings
        """,
    "pt": """
        tipo etiqueta status marca modelo operadora operador data hora horario ultima ultimo
        atualizacao quantidade qtd total ligacoes resultado observacao observacoes obs comentario
        plano contrato imei valor preco custo conta fatura id preferencia meio canal metodo tem
        possui aceita autoriza consentimento valido
        """,
}
"""Beside a phone these say that the column tells something about it, and is not the number."""

PERHAPS_ABOUT_A_PHONE: Words = {
    "es": "validado validada verificado verificada confirmado confirmada",
    "pt": "validado verificado confirmado",
}
"""A number that was checked, or the answer to whether it was: the cells tell."""

EXTENSION: Words = {
    "es": "extension extensiones ext exts anexo interno",
    "en": "extension extensions ext",
    "pt": "ramal ramais extensao",
}

DIGITS = frozenset("digito digitos digits posicion posiciones posicoes caracteres numeros".split())
"""Beside a number they say how long a phone is."""

# Dialling codes

CODES: Words = {
    "es": "codigo codigos cod clave prefijo prefijos indicativo indicativos caracteristica",
    "en": "code codes prefix",
    "pt": "codigo cod prefixo",
}

AREA: Words = {"es": "area lada ladas", "en": "area", "pt": "area ddd ddds"}

COUNTRY: Words = {
    "es": "pais paises internacional ddi",
    "en": "country isd international calling dialling dialing dial",
    "pt": "pais ddi internacional",
}

CODE_BY_ITSELF: Words = {
    "es": "lada prefijo indicativo caracteristica ddi",
    "en": "isd",
    "pt": "ddd ddi prefixo discado",
}
"""These name a dialling code without the word code."""

TOGETHER: Words = {"es": "con incluye mas y o", "en": "with incl and or", "pt": "com mais e ou"}
"""Between a phone and a code they say that both stand in one cell."""

# Who is called

NAME: Words = {
    "es": "nombre nombres nom nomb denominacion",
    "en": "name names",
    "pt": "nome nomes nm denominacao",
}

FULL: Words = {
    "es": "completo completos completa apellido apellidos",
    "en": "full complete display surname",
    "pt": "completo completa sobrenome",
}
"""Beside a name they say that the surname is in it."""

PEOPLE: Words = {
    "es": """
        cliente clientes cli persona personas paciente pacientes estudiante estudiantes alumno
        alumna alumnos titular deudor asegurado asegurada afiliado afiliada suscriptor usuario
        solicitante socio socia soc comprador propietario beneficiario inscrito inscripto candidato
        contribuyente abonado asociado aspirante participante huesped inquilino arrendatario
        empleado trabajador prospecto contacto lead pos miembro candidata ciudadano tercero votante
        parlamentario
        """,
    "en": """
        customer client lead person people patient student subscriber member applicant candidate
        buyer contact insured debtor borrower policyholder tenant guest prospect attendee
        participant registrant donor recipient consumer citizen resident alumni
        """,
    "pt": """
        cliente clientes pessoa paciente aluno aluna estudante titular segurado associado comprador
        beneficiario candidato contribuinte usuario cooperado morador inquilino participante
        convidado socio parlamentar contato
        """,
}
"""Whoever is called: beside another word they change nothing, alone or with a name they are the name."""

HOLDERS = frozenset({"titular", "titulares", "holder"})
"""Whatever it is that they hold: titular del suministro."""

BUSINESSES: Words = {
    "es": """
        negocio negocios empresa comercio comercios establecimiento establecimientos estab local
        tienda sede sedes institucion instituciones colegio colegios escuela escuelas centro
        universidad educativa educativo farmacia farmacias clinica hospital laboratorio restaurante
        hotel entidad organizacion compania almacen taller agencia ips drogueria consultorio
        sociedad sucursal
        """,
    "en": """
        company business school store shop pharmacy clinic hospital restaurant hotel organization
        organisation account institution facility practice firm merchant establishment
        """,
    "pt": """
        negocio empresa comercio estabelecimento loja unidade escola escolas instituicao farmacia
        clinica hospital laboratorio restaurante hotel entidade organizacao drogaria universidade
        colegio orgao
        """,
}
"""Whoever is called where that is no person."""

TRADE_NAMES: Words = {
    "es": "razon social comercial denominacion fantasia",
    "en": "legal trade trading registered",
    "pt": "razao social fantasia comercial denominacao",
}
"""Beside a name they say that it is a business's."""

BY_TRADE = frozenset({"comercial", "fantasia", "trade", "trading"})
"""The name on the sign, which gives way to the one in the register."""

THINGS_WITH_NAMES: Words = {
    "es": """
        producto productos plan campana campanas archivo banco curso programa evento proyecto
        formulario anuncio conjunto pagina dominio grupo lista equipo marca modelo servicio
        servicios mascota categoria ruta base cargo sector vehiculo medicamento materia grado
        carrera sistema tarea campo
        """,
    "en": """
        product plan campaign file bank course program event project form ad adset ads page domain
        group list team brand model service username user pet category route job title field tag
        table screen nick nickname
        """,
    "pt": """
        produto plano campanha arquivo banco curso programa evento projeto formulario anuncio pagina
        dominio grupo lista equipe marca modelo servico categoria rota cargo turma
        """,
}
"""The name of such a thing is no lead's name."""

FIELD_NOUNS: Mapping[str, Words] = {
    "email": {"es": "email mail correo correos", "en": "email emails mail", "pt": "email mail correio"},
    "address": {"es": "direccion dir domicilio", "en": "address street", "pt": "endereco end logradouro"},
    "customer_id": {
        "es": """
            cedula dni nit ruc rut rif cuit cuil curp rfc nie nif cif cc ci pasaporte identificacion documento
            doc
            """,
        "en": "passport document",
        "pt": "cpf cnpj rg documento doc",
    },
}
"""These make the heading that field, where all its other words may stand beside it."""

BESIDE_NOUNS: Mapping[str, Words] = {
    "email": {
        "es": "electronico electronicos e direccion institucional personal trabajo laboral empresa",
        "en": "e address personal work business company",
        "pt": "eletronico e endereco pessoal comercial empresa",
    },
    "address": {
        "es": """
            fiscal entrega envio correspondencia notificacion completa casa residencia trabajo comercial
            negocio
            """,
        "en": "line full home work business delivery street address",
        "pt": "completo entrega residencial comercial cobranca",
    },
    "customer_id": {
        "es": "numero nro num no n nr id identidad ciudadania extranjeria fiscal tributario",
        "en": "number no num id identity tax",
        "pt": "numero nr num n id identidade",
    },
}

DOCUMENT_TYPE: Words = {"es": "tipo tip clase", "en": "type kind", "pt": "tipo"}

DOCUMENT: Words = {
    "es": "documento doc documentos identificacion ident identidad id",
    "en": "document id identity identification",
    "pt": "documento doc identidade",
}
"""Beside a word for a type they make the heading id_type."""

OTHER_NUMBERS: Words = {
    "es": """
        id ids doc documento cedula nit cuenta factura contrato poliza pedido orden tarjeta saldo
        valor monto total precio fecha codigo cod ref referencia radicado solicitud credito
        obligacion serial imei iccid sim placa matricula ticket caso
        """,
    "en": "account invoice contract policy order card amount price date code reference serial ticket case",
    "pt": "conta fatura contrato apolice pedido cartao valor preco data codigo cod protocolo",
}
"""Numbers that may look like phones and are none."""

POSTCODES: Words = {"es": "postal cp codpostal", "en": "zip zipcode postcode postal", "pt": "cep"}

JOB: Words = {
    "es": "puesto cargo profesion ocupacion organizacion empresa empleador",
    "en": "job title position occupation company organization employer",
    "pt": "cargo funcao profissao ocupacao empresa",
}
"""Beside these a department is one of a company."""

RECALL: Words = {
    "es": "rellamada rellamadas rellamar recall recordatorio devolver",
    "en": "recall callback callbacks",
    "pt": "retorno retornar",
}

HOUR: Words = {"es": "hora", "en": "time hour", "pt": "hora horario"}

APPOINTMENT: Words = {"es": "cita agenda agendada", "en": "appointment", "pt": "agendamento"}

KIND: Words = {"es": "tipo etiqueta clase", "en": "type label kind", "pt": "tipo etiqueta"}
"""Beside a phone they say what kind of number it is."""

DAY: Words = {"es": "fecha dia hora", "en": "date datetime day time", "pt": "data dia hora"}

# Words that say nothing of what a column is

SMALL_WORDS = frozenset({"de", "del", "la", "el", "los", "las", "do", "da", "dos", "das", "the", "of"})
"""Left out when headings are compared."""

GRAMMAR: Words = {
    "es": """
        a al y o u e en para por su sus tu tus te se un una es que cual cuales como donde con si
        ingresa ingrese escribe digita deja dejanos favor vives encuentras sin solo aqui ej ejemplo
        mas
        """,
    "en": "a an to for and or in at is s your you what whats which where my our enter please live with",
    "pt": "e o a ou em para por com seu sua qual onde mora voce no na informe digite",
}
"""Words of a sentence: a question in a form, an explanation."""

QUALIFIERS: Words = {
    "es": """
        actual actualizado actualizada cliente clientes contacto obligatorio obligatoria opcional
        persona preferido preferida principal prospecto residencia sede titular usuario registrado
        digito digitos posicion posiciones caracteres guiones espacios numeros dato datos
        informacion info completo nuevo nueva propio propia m f directo directa
        """,
    "en": """
        billing shipping mailing primary main current client customer contact lead value required
        optional person preferred digits new personal own direct best item field c info data
        """,
    "pt": "principal atual contato cliente obrigatorio opcional preferido digitos novo dados informacao",
}
"""Words that may stand beside a heading without changing what it is."""

DATABASE_PREFIXES = frozenset(
    "dsc ds sigla desc des dst tx txt str vc vch cd fk tb cl cmp fld col var sg crm usr per cust".split()
)
"""What names of data-base columns begin with."""

NOT_THE_LEADS = frozenset(
    """
    nacimiento nac nascimento birth birthplace expedicion emision expedida ip civil marital nomina via
    rango range zonahoraria horaria time timezone opt optin status verified estatus fecha date data bounce
    bounced unsubscribed origen fuente source preferencia
    """.split()
)
"""Beside a field they say that it is not the lead's own, or only tells about it."""

EXAMPLES: Mapping[str, str] = {
    "tel1": """
        celular, móvil, teléfono, whatsapp, número de celular, teléfono móvil, mobile phone, phone number,
        cell phone, mobile, phone, primary phone, telefone, telefone celular, fone, número de contacto,
        contact number
        """,
    "tel2": """
        teléfono 2, celular 2, phone 2, telefone 2, teléfono casa, teléfono fijo, teléfono oficina, home
        phone, work phone, business phone, landline, otro teléfono, alt phone, telefone residencial, telefone
        comercial, telefone fixo
        """,
}
"""What phone headings look like, for `wolkvox fields`; the words above tell them, not these."""
