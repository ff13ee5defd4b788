/**
 * What the words in field names stand for: abbreviations, and words that mean the same, as one or several plain words.
 * English and German business words, since those are what field names are made of here.
 */
const MEANINGS: Readonly<Record<string, string>> = {
	addr: 'address', adr: 'address', anschrift: 'address', adresse: 'address',
	amt: 'amount', betrag: 'amount', sum: 'amount', value: 'amount',
	acct: 'account', konto: 'account',
	birthday: 'birth date', birthdate: 'birth date', dob: 'birth date', geburtsdatum: 'birth date',
	cat: 'category', kategorie: 'category',
	cell: 'mobile phone', cellphone: 'mobile phone', handy: 'mobile phone', mobil: 'mobile phone', mobile: 'mobile phone',
	client: 'customer', cust: 'customer', kunde: 'customer', kunden: 'customer',
	company: 'company', comp: 'company', firm: 'company', firma: 'company', organisation: 'company', organization: 'company', org: 'company', business: 'company',
	contact: 'contact', ansprechpartner: 'contact',
	ctry: 'country', land: 'country', nation: 'country',
	created: 'created', creation: 'created', erstellt: 'created', inserted: 'created',
	curr: 'currency', ccy: 'currency', waehrung: 'currency', wahrung: 'currency',
	datum: 'date', day: 'date', at: 'time', on: 'time', ts: 'time', timestamp: 'time', datetime: 'time', zeit: 'time',
	desc: 'description', descr: 'description', beschreibung: 'description',
	email: 'email', mail: 'email', emailaddress: 'email',
	enabled: 'active', aktiv: 'active', isactive: 'active',
	fax: 'fax', telefax: 'fax',
	firstname: 'first name', fname: 'first name', forename: 'first name', given: 'first', givenname: 'first name', vorname: 'first name',
	lastname: 'last name', lname: 'last name', surname: 'last name', family: 'last', familyname: 'last name', nachname: 'last name',
	fullname: 'name', bezeichnung: 'name', label: 'name', title: 'title',
	gender: 'gender', sex: 'gender', geschlecht: 'gender',
	identifier: 'id', key: 'id', uid: 'id', uuid: 'id', guid: 'id', kennung: 'id', nr: 'number', no: 'number', num: 'number', nummer: 'number',
	img: 'image', picture: 'image', photo: 'image', bild: 'image',
	lang: 'language', locale: 'language', sprache: 'language',
	lat: 'latitude', lng: 'longitude', lon: 'longitude', long: 'longitude',
	modified: 'changed', updated: 'changed', changed: 'changed', geaendert: 'changed', geandert: 'changed', modification: 'changed',
	note: 'note', notes: 'note', remark: 'note', remarks: 'note', comment: 'note', comments: 'note', memo: 'note', notiz: 'note',
	phone: 'phone', telephone: 'phone', tel: 'phone', telefon: 'phone', phonenumber: 'phone', fon: 'phone', rufnummer: 'phone',
	plz: 'postal code', zip: 'postal code', zipcode: 'postal code', postcode: 'postal code', postalcode: 'postal code', postleitzahl: 'postal code',
	price: 'price', preis: 'price', cost: 'price',
	qty: 'quantity', quantity: 'quantity', menge: 'quantity', anzahl: 'quantity', count: 'quantity',
	role: 'role', position: 'role', jobtitle: 'job title', funktion: 'role',
	state: 'region', province: 'region', county: 'region', bundesland: 'region', region: 'region',
	status: 'status', stage: 'status', zustand: 'status',
	street: 'street', str: 'street', strasse: 'street', streetaddress: 'street address',
	tax: 'tax', vat: 'tax', ust: 'tax', mwst: 'tax', vatid: 'tax id', ustid: 'tax id',
	town: 'city', city: 'city', ort: 'city', stadt: 'city', locality: 'city', municipality: 'city',
	url: 'website', web: 'website', website: 'website', homepage: 'website', site: 'website', webseite: 'website',
};

/** Words that stand in many names and so tell little. */
const COMMON: ReadonlySet<string> = new Set(['id', 'name', 'code', 'number', 'date', 'time', 'type', 'amount', 'is', 'has', 'the', 'of', 'title', 'text']);

/** @returns the plain words a word of a field name stands for */
export function meaningOf(word: string): readonly string[] {
	return Object.prototype.hasOwnProperty.call(MEANINGS, word) ? MEANINGS[word]!.split(' ') : [word];
}

/** How much it tells that two names share this word. */
export function weightOf(word: string): number {
	return COMMON.has(word) ? 0.4 : 1;
}
