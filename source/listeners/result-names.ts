/** Names that say that a value is measured, not chosen. */
const RESULT =
	/(?:^|[_./ -])(?:loss|accuracy|acc|error|err|score|reward|latency|time|duration|runtime|seconds|power|energy|watts?|flops|throughput|memory|util|temp|auc|f1|rmse|mse|mae|perplexity|iou|bleu)(?:$|[_./ -])/i;

/** Whether a name of a column or of a member can hardly be a parameter's. */
export function isResultName(name: string): boolean {
	return RESULT.test(name);
}
