import { boolean } from './boolean';
import { date } from './date';
import { decimal } from './decimal';
import { duration } from './duration';
import { enumeration } from './enum';
import { integer } from './integer';
import { moment } from './moment';
import { text } from './text';
import { time } from './time';
import type { FieldType } from './type';

/** The types of single values. A list may hold any of them. */
export const SCALARS = { text, integer, decimal, boolean, date, time, moment, duration, enum: enumeration } as const satisfies Readonly<
	Record<string, FieldType>
>;

export type ScalarName = keyof typeof SCALARS;
