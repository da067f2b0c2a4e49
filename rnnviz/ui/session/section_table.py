"""The table of the pages' sections: what each is called, and what stands in it."""

from dataclasses import dataclass

from rnnviz.text.language import N_


@dataclass(frozen=True)
class Section:
    """One section as the list of its page names it."""

    word: str  # in scenes and in the address
    title: str
    names: str  # what stands in it, by the names that people look for
    folded: bool = False  # whether it is an expander, or is there at a press, which the list does


REFERENCES = Section(
    "references", N_("References"), N_("papers and texts that this page stands on"), folded=True
)
LOG = Section("log", N_("Log"), N_("what the original program prints: errors, samples of text"))
BATCHES = Section(
    "batches",
    N_("Mini-batches"),
    N_("rows of the batch, their offsets, windows, the state handed on"),
    folded=True,
)
SECTIONS: dict[str, tuple[Section, ...]] = {
    "unroll": (
        Section(
            "network",
            N_("Network"),
            N_("unrolled in time, hidden states, softmax probabilities, first state h₀"),
        ),
        Section(
            "weights",
            N_("Weights"),
            N_("weight matrices to edit, every weight on its edge: w1 to w8, U1 to U4"),
        ),
        Section(
            "step",
            N_("One step"),
            N_("forward pass number by number, W x + W h, W [x; h]"),
        ),
        Section(
            "anatomy",
            N_("Anatomy"),
            N_("LSTM cell, GRU cell: gates, cell state c, × and + nodes; does c leave ±1?"),
            folded=True,
        ),
        Section(
            "states",
            N_("States"),
            N_("h, c and gates of all steps as heat maps"),
        ),
        Section(
            "held",
            N_("Earlier bits"),
            N_("which earlier bits stand in the state of a network of Echo: X[t-3], X[t-8]"),
            folded=True,
        ),
        Section(
            "surprise",
            N_("Surprise"),
            N_("−log p of each token: the loss of each step in nats; units as lines"),
        ),
        Section(
            "writing",
            N_("Writes on"),
            N_("generate text: y_t becomes x_t+1, the likeliest or drawn (sampling)"),
            folded=True,
        ),
        Section(
            "tokens",
            N_("One-hot"),
            N_("token ids, vocabulary, pairs (this word, next word), one-hot, embedding"),
            folded=True,
        ),
        Section(
            "returns",
            N_("PyTorch returns"),
            N_("output, h_n and c_n with their shapes, RNNCell in a loop"),
            folded=True,
        ),
        Section(
            "parameters",
            N_("Parameters"),
            N_("parameter count of RNN, GRU and LSTM, advantages and costs, Transformer"),
            folded=True,
        ),
        REFERENCES,
    ),
    "backpropagate": (
        Section(
            "matrix",
            N_("Matrix"),
            N_("gradient of every loss by every hidden state, Jacobians, truncation"),
        ),
        Section(
            "formula",
            N_("Formula"),
            N_("backpropagation through time (BPTT) as one formula, term by term"),
            folded=True,
        ),
        Section(
            "reach",
            N_("Reach"),
            N_("gradient norm against distance, log axis or linear axis"),
        ),
        Section(
            "first",
            N_("First line"),
            N_("the loss L = −log p_y, dz = p − y, dW_hy and db_y"),
            folded=True,
        ),
        Section(
            "step",
            N_("One step"),
            N_("backward pass number by number: dh, dt, dW_hh, dW_ih, db, dx, dh_prev"),
        ),
        Section(
            "graph",
            N_("Graph"),
            N_("computation graph: MatMul, +, activation; a + passes the gradient on"),
            folded=True,
        ),
        Section(
            "slope",
            N_("Slope"),
            N_("derivative of tanh (1 − h²), ReLU and sigmoid, saturation"),
            folded=True,
        ),
        Section(
            "rows",
            N_("Rows and columns"),
            N_("row form for a batch of N rows, beside column form"),
            folded=True,
        ),
        Section(
            "shares",
            N_("Shares"),
            N_("sums over time for every parameter: W_hh, W_ih, b, W_hy, embedding"),
            folded=True,
        ),
        Section("check", N_("Check"), N_("gradient check: finite differences, autograd"), folded=True),
        Section(
            "cells",
            N_("RNN, GRU, LSTM"),
            N_("the same text through three kinds of cell"),
            folded=True,
        ),
        Section(
            "depth",
            N_("Depth"),
            N_("depth against length: 20 layers and 20 steps"),
            folded=True,
        ),
        Section(
            "names",
            N_("Names and shapes"),
            N_("names and shapes of everything on the page, PyTorch’s two biases"),
            folded=True,
        ),
        REFERENCES,
    ),
    "vanish": (
        Section(
            "norms",
            N_("Norm"),
            N_("vanishing and exploding gradients, eigenvalues and singular values of W_hh"),
        ),
        Section("slopes", N_("Slopes"), N_("slope of the activation, saturation")),
        Section(
            "bound",
            N_("Bound"),
            N_("‖X Y‖ ≤ ‖X‖ ‖Y‖, the two betas, (σ_max · max f′)^d"),
            folded=True,
        ),
        Section(
            "clipping", N_("Clipping"), N_("gradient clipping formula: g · θ / ‖g‖, by norm or value")
        ),
        Section(
            "remedies",
            N_("What helps"),
            N_("orthogonal start, identity and ReLU, LSTM and GRU, forget bias, clipping"),
        ),
        REFERENCES,
    ),
    "truncate": (
        Section("losses", N_("Losses"), N_("the loss of each run against samples, on its floors")),
        Section(
            "states",
            N_("States"),
            N_("hidden states, P(Y = 1), losses and gradients of every run on bits that you type"),
        ),
        LOG,
        Section(
            "recall",
            N_("Recall"),
            N_("what does the state remember? short-term memory, memory capacity, no gradient"),
        ),
        Section("runs", N_("Runs"), N_("table of all runs: loss, right answers, lags learned")),
        Section(
            "cut",
            N_("Cut"),
            N_("truncated BPTT: which loss reaches which step; 6 steps cut by 3 in both styles"),
        ),
        Section(
            "floors",
            N_("Floors"),
            N_("0.66, 0.52 and 0.45 derived case by case, as −Σ p ln p averaged"),
            folded=True,
        ),
        BATCHES,
        Section("answers", N_("Answers"), N_("P(Y = 1) learned for each case, gradient norms")),
        Section("matrices", N_("Reach"), N_("how far the gradient of each run reaches")),
        REFERENCES,
    ),
    "phase": (
        Section(
            "map",
            N_("Map"),
            N_("lag by truncation as a heat map, many seeds, sweeps, hyperparameters, finer"),
        ),
        Section("cell", N_("One cell"), N_("the runs behind one cell: the loss of every seed")),
        Section(
            "table", N_("Files"), N_("the sweep as JSON, its runs as CSV and Parquet"), folded=True
        ),
        REFERENCES,
    ),
    "runs": (
        Section(
            "list",
            N_("List"),
            N_("all trainings, watched loops, curves, maps: search, filter, group, tags, delete"),
        ),
        Section(
            "chart",
            N_("Compared"),
            N_("losses of chosen runs on one chart, mean and deviation over seeds, baseline"),
        ),
        Section(
            "settings",
            N_("Differences"),
            N_("hyperparameters that differ, as a table; CSV and Markdown to copy"),
        ),
        Section(
            "bring",
            N_("Your curve"),
            N_("a CSV of your own training with a step column; a zip of another rnnviz"),
            folded=True,
        ),
        REFERENCES,
    ),
    "watch": (
        Section(
            "gradient",
            N_("Gradient"),
            N_("how the loss of your own loop reaches every step; retain_grad shows 0"),
        ),
        Section("states", N_("States"), N_("hidden states, cell states and gates of your own layer")),
        Section("norms", N_("Norms"), N_("gradient norm of each parameter over the steps of the loop")),
        Section(
            "matrix",
            N_("Matrix"),
            N_("what the derivative that enters at each step sends to each earlier state"),
            folded=True,
        ),
        REFERENCES,
    ),
    "tasks": (
        Section("play", N_("Play"), N_("the network answers to what you type")),
        Section("training", N_("Training"), N_("loss or perplexity against samples, with its floors")),
        LOG,
        Section(
            "measures",
            N_("Measures"),
            N_("share of right answers and what else is measured, against samples"),
        ),
        Section("runs", N_("Runs"), N_("table of all runs: loss and what else is measured")),
        BATCHES,
        Section("compared", N_("Compared"), N_("the loss of each run, beside each other")),
        Section(
            "shapes",
            N_("Shapes"),
            N_("one to many, many to one, many to many: what each is used for"),
            folded=True,
        ),
        REFERENCES,
    ),
}
