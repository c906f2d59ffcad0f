import type {ExporterDefinition} from '../domain/exporter.ts';
import {algoperfExporter} from './algoperf.ts';
import {csvExporter} from './csv.ts';
import {dotExporter} from './dot.ts';
import {executionsCsvExporter} from './executions-csv.ts';
import {htmlExporter} from './html.ts';
import {hyperfineExporter} from './hyperfine.ts';
import {jsonExporter} from './json.ts';
import {markdownExporter} from './markdown.ts';
import {ndjsonExporter} from './ndjson.ts';
import {optunaBestExporter} from './optuna-best.ts';
import {optunaJournalExporter} from './optuna-journal.ts';
import {optunaJsonExporter} from './optuna-json.ts';
import {parquetExporter} from './parquet.ts';

/** Every exporter, in the order of help texts. */
export const EXPORTERS = [
	csvExporter,
	executionsCsvExporter,
	jsonExporter,
	ndjsonExporter,
	parquetExporter,
	markdownExporter,
	htmlExporter,
	optunaJournalExporter,
	optunaJsonExporter,
	optunaBestExporter,
	hyperfineExporter,
	algoperfExporter,
	dotExporter,
] as const satisfies readonly ExporterDefinition[];
