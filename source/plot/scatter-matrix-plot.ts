import {type PlotInput, type PreparedPlot, definePlot} from './plot-definition.ts';
import {selectMatrix} from './scatter-matrix/scatter-matrix-data.ts';
import {createMatrixPainter, matrixTrialAt} from './scatter-matrix/scatter-matrix.ts';
import {axisNames} from './trial-axis.ts';

/** Every quantity of the sweep against every other one. */
export const scatterMatrixPlot = definePlot('scatter-matrix', preparedMatrix, {readsMarks: true});

function preparedMatrix({state, ranking, choice}: PlotInput): PreparedPlot {
	const input = selectMatrix(state, ranking, choice);
	return {
		axes: {color: ['none', ...axisNames(state)]},
		shown: {color: input.color?.name ?? 'none'},
		paint: createMatrixPainter(input),
		trialAt: (options, column, row) => matrixTrialAt(input, options, column, row),
	};
}
