/** Names that say that a value is measured, not chosen. */
const RESULT =
	/(?:^|[_./ -])(?:loss|accuracy|acc|error|err|score|reward|latency|time|duration|runtime|seconds|power|energy|watts?|flops|throughput|memory|util|temp|auc|f1|rmse|mse|mae|perplexity|iou|bleu)(?:$|[_./ -])/i;

/** Whether a name of a column or of a member can hardly be a parameter's. */
export function isResultName(name: string): boolean {
	return RESULT.test(name);
}

/** Names by which trials are judged: hardly anything else in a log is called so, as a time, a size or a temperature may be. */
const VERDICT =
	/(?:^|[_./-])(?:loss|accuracy|acc|score|reward|latency|flops|throughput|auc|f1|rmse|mse|mae|perplexity|iou|bleu)$/i;

/** Whether a name can hardly be anything but that of a trial's result. */
export function isVerdictName(name: string): boolean {
	return VERDICT.test(name);
}

/** What programs that search call what they choose. */
const CHOSEN =
	/^(?:lr|learning_?rate|wd|weight_?decay|momentum|dropout|optimi[sz]er|opt|activation|width|depth|hidden|layers|units|alpha|beta\d?|gamma|seed|block_?size\w*|tile\w*|batch_?size|bs|(?:n|num|max|min)_\w+|\w+_(?:size|rate|dim|units|layers))$/i;

/** Whether a name is in all likelihood a parameter's. */
export function isParameterName(name: string): boolean {
	return CHOSEN.test(name) && !isResultName(name);
}
