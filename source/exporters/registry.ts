import type {ExporterDefinition} from '../domain/exporter.ts';
import {csvExporter} from './csv.ts';
import {executionsCsvExporter} from './executions-csv.ts';
import {jsonExporter} from './json.ts';
import {ndjsonExporter} from './ndjson.ts';

/** Every exporter, in the order of help texts. */
export const EXPORTERS = [
	csvExporter,
	executionsCsvExporter,
	jsonExporter,
	ndjsonExporter,
] as const satisfies readonly ExporterDefinition[];
