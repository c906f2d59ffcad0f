// CRC-32 (IEEE 802.3, reflected, polynomial EDB88320) of the first ROUNDS bits of a byte, one round a bit. A register
// stands after every ROUNDS / STAGES rounds: more stages need more cells, and leave less to do between two clocks.
module crc32 #(parameter STAGES = 4, parameter ROUNDS = 8) (
	input clk,
	input [7:0] message,
	output [31:0] crc
);
	wire [31:0] state [0:ROUNDS];
	assign state[0] = 32'hffffffff ^ {24'b0, message};
	genvar round;
	generate
		for (round = 0; round < ROUNDS; round = round + 1) begin : rounds
			wire [31:0] next = (state[round] >> 1) ^ (32'hEDB88320 & {32{state[round][0]}});
			if ((round + 1) * STAGES / ROUNDS != round * STAGES / ROUNDS) begin
				reg [31:0] held;
				always @(posedge clk) held <= next;
				assign state[round + 1] = held;
			end else
				assign state[round + 1] = next;
		end
	endgenerate
	assign crc = ~state[ROUNDS];
endmodule
