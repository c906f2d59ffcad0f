import type {ImportOptions} from '../domain/importer.ts';
import type {Direction, Objective} from '../domain/metric.ts';

/** Beginnings that say that a column is a parameter; the name is what follows. */
const PARAMETER_PREFIX =
	/^(?:params?|parameters?|config|hparams?|hyperparameters?|configuration)(?:[._/]|:\s*)(?<name>.+)$/i;
/** Beginnings that say that a column is a metric; these go too. */
const METRIC_PREFIX = /^(?:metrics?|results?|measurements?)(?:[._/]|:\s*)(?<name>.+)$/i;
/** Beginnings of Optuna's data frame for attributes: results where they are numbers. */
const ATTRIBUTE_PREFIX = /^user_attrs?_(?<name>.+)$/;

/** What the beginning of a column's name says, and its name without it. */
export function splitPrefix(column: string): {
	readonly role: 'parameter' | 'metric' | undefined;
	readonly name: string;
} {
	const parameter = PARAMETER_PREFIX.exec(column)?.groups?.['name'];
	if (parameter !== undefined) return {role: 'parameter', name: parameter.replaceAll('/', '.')};
	const metric = METRIC_PREFIX.exec(column)?.groups?.['name'] ?? ATTRIBUTE_PREFIX.exec(column)?.groups?.['name'];
	return metric === undefined ? {role: undefined, name: column} : {role: 'metric', name: metric};
}

/** Words of parameters that are often drawn from a continuous range, so that no value comes twice. */
const PARAMETER_WORD =
	/(?:^|[_./ -])(?:lr|learning_?rate|weight_?decay|momentum|dropout|beta_?[12]?|epsilon|alpha|gamma|lambda|seed|batch_?size|hidden|layers|heads|channels|filters|trees|rank|bits|stages|rounds|depth|width|height|length|gap|size|block|tile|threads|jobs|optimizer|epochs|warmup|stride|kernel|unroll|clock|frequency|freq)(?:$|[_./ -]|_?[a-z]?\d*$)/i;

/** Whether a column's name is that of a parameter by custom. */
export function soundsLikeParameter(name: string): boolean {
	return PARAMETER_WORD.test(name) && directionOfName(name) === undefined;
}

const LESS_IS_BETTER =
	/(?:^|[_./ -])(?:loss|err|error|rmse|mse|mae|mape|nll|perplexity|latency|runtime|elapsed|time|duration|seconds|regret|area|energy|power|watts|cells|slack_?violation|drc|num_drc|p50|p90|p95|p99)(?:$|[_./ 0-9-])/i;
const MORE_IS_BETTER =
	/(?:^|[_./ -])(?:acc|accuracy|score|f1|auc|auroc|precision|recall|flops|[mgt]flops|throughput|reward|return|bleu|iou|map|r2|bandwidth|ips|fps|slack|efficiency|transmission)(?:$|[_./ 0-9-])/i;

/** Which end of a quantity is the good one, by custom; undefined where its name does not say. */
export function directionOfName(name: string): Direction | undefined {
	if (LESS_IS_BETTER.test(name)) return 'minimize';
	return MORE_IS_BETTER.test(name) ? 'maximize' : undefined;
}

/** What is searched for, and what the person must know of how that was found. */
export type GuessedObjectives = {readonly objectives: readonly Objective[]; readonly notes: readonly string[]};

/** The objectives that the person named, else the first of the metrics whose name says which end of it is good. */
export function guessObjective(metrics: Iterable<string>, {objectives}: ImportOptions): GuessedObjectives {
	if (objectives !== undefined) return {objectives, notes: []};
	for (const metric of metrics) {
		const direction = directionOfName(metric);
		if (direction === undefined) continue;
		return {
			objectives: [{metric, direction}],
			notes: [`taken for the objective by its name: ${direction} ${metric}`],
		};
	}
	return {objectives: [], notes: []};
}

const RUNNING_TOTAL = /(?:^|[_./ -])(?:accumulated|cumulative|total|wall)(?:$|[_./ -])/i;

/** Whether a column says how long it took until then: a result beside it is what was searched for. */
export function isRunningTotal(name: string): boolean {
	return RUNNING_TOTAL.test(name) && /time|seconds|duration/i.test(name);
}

/** What a column can say of its row. */
export type RowColumn = 'label' | 'state' | 'startedAt' | 'endedAt' | 'durationS';

/** Columns that say what a row is, by their lower-case names. */
const ROW_COLUMNS: ReadonlyMap<string, RowColumn> = new Map([
	...named('label', 'trial trial_id trialid trial_number trial_idx number index id run run_id run_idx column1'),
	...named('state', 'state status outcome trial_state'),
	...named('startedAt', 'started_at datetime_start start_time starttime'),
	...named('endedAt', 'datetime_complete end_time endtime ended_at'),
	...named('durationS', 'duration_s duration time_total_s'),
]);

function named(role: RowColumn, names: string): readonly (readonly [string, RowColumn])[] {
	return names.split(' ').map(name => [name, role] as const);
}

/** What a column says of its row, by its name. */
export function rowColumnOf(column: string): RowColumn | undefined {
	return ROW_COLUMNS.get(column.trim().toLowerCase());
}
