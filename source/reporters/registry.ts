import type {ReporterDefinition} from '../domain/reporter.ts';
import {linesReporter} from './lines.ts';
import {ndjsonReporter} from './ndjson.ts';
import {silentReporter} from './silent.ts';
import {summaryReporter} from './summary.ts';

/** Every reporter; the first is the default. */
export const REPORTERS = [
	linesReporter,
	ndjsonReporter,
	summaryReporter,
	silentReporter,
] as const satisfies readonly ReporterDefinition[];
