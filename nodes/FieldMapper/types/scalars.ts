import { boolean } from './boolean';
import { country } from './country';
import { date } from './date';
import { decimal } from './decimal';
import { duration } from './duration';
import { email } from './email';
import { enumeration } from './enum';
import { integer } from './integer';
import { language } from './language';
import { moment } from './moment';
import { money } from './money';
import { percent } from './percent';
import { phone } from './phone';
import { quantity } from './quantity';
import { text } from './text';
import { time } from './time';
import type { FieldType } from './type';
import { url } from './url';

/** The types of single values. A list may hold any of them. */
export const SCALARS = {
	text,
	integer,
	decimal,
	money,
	percent,
	quantity,
	boolean,
	date,
	time,
	moment,
	duration,
	phone,
	email,
	url,
	country,
	language,
	enum: enumeration,
} as const satisfies Readonly<Record<string, FieldType>>;

export type ScalarName = keyof typeof SCALARS;
