import type {ImporterDefinition} from '../domain/importer.ts';
import {csvImporter} from './csv.ts';
import {algoperf} from './algoperf.ts';
import {chromeTrace} from './chrome-trace.ts';
import {jetsonPower} from './jetson-power.ts';
import {optunaJournalImporter} from './optuna-journal.ts';
import {optunaSqliteImporter} from './optuna-sqlite.ts';
import {orfs} from './orfs.ts';
import {plaidmlEventlog} from './plaidml-eventlog.ts';
import {scrapbook} from './scrapbook.ts';
import {vertexTrials} from './vertex-trials.ts';
import {gnuParallelImporter} from './gnu-parallel.ts';
import {hyperfineImporter} from './hyperfine.ts';
import {hypertuneImporter} from './hypertune.ts';
import {jsonImporter} from './json.ts';
import {jsonLinesImporter} from './json-lines.ts';
import {kernelTunerImporter} from './kernel-tuner.ts';
import {mlflowImporter} from './mlflow.ts';
import {optunaFrameImporter} from './optuna-frame.ts';
import {parquetImporter} from './parquet.ts';
import {rayTuneImporter} from './ray-tune.ts';
import {runFolderImporter} from './run-folder.ts';
import {t4Importer} from './t4.ts';
import {tfeventsImporter} from './tfevents.ts';

/** Every importer, in the order of help texts. */
export const IMPORTERS = [
	runFolderImporter,
	csvImporter,
	jsonImporter,
	jsonLinesImporter,
	parquetImporter,
	optunaJournalImporter,
	optunaSqliteImporter,
	optunaFrameImporter,
	hypertuneImporter,
	hyperfineImporter,
	gnuParallelImporter,
	kernelTunerImporter,
	t4Importer,
	rayTuneImporter,
	mlflowImporter,
	algoperf,
	chromeTrace,
	jetsonPower,
	orfs,
	plaidmlEventlog,
	scrapbook,
	tfeventsImporter,
	vertexTrials,
] as const satisfies readonly ImporterDefinition[];
