import * as z from 'zod';
import type { Structured } from '../../../../core/contract/workflow.ts';

/** JSON text, as what it stands for. */
export const jsonText = z.string().transform((text): unknown => JSON.parse(text));

/** What flows between tasks: it was checked when it was taken. */
export const structured = z.custom<Structured>((value) => typeof value === 'object' && value !== null);

export const anyObject = z.record(z.string(), z.unknown());
