"""One peer's optimiser on one problem: JSON on stdin, JSON on stdout. The settings are those the peer's own code uses.

Problem: {"budget", "low": [], "high": [], "start": [], "ceiling": [], "half": [], "slope": []}; the return of a line is
ceiling * x**slope / (x**slope + half**slope). Answer: {"spend": [], "seconds", "ok", "message"}.
"""

import json
import math
import resource
import sys
import time

import nlopt
import numpy as np
from scipy.optimize import minimize

problem = json.load(sys.stdin)
budget = problem["budget"]
low, high, start, ceiling, half, slope = (
    np.array(problem[key], dtype=float) for key in ("low", "high", "start", "ceiling", "half", "slope")
)
n = len(low)


def returned(x):
    ratio = (np.maximum(x, 1e-300) / half) ** slope
    return ceiling * ratio / (1 + ratio)


def total(x):
    return float(returned(x).sum())


def gradient(x):
    safe = np.maximum(x, 1e-300)
    ratio = (safe / half) ** slope
    return ceiling * slope / safe * ratio / (1 + ratio) ** 2


def pymc_marketing():
    """SLSQP, exact gradient, from an equal split; ftol 1e-9, at most 1000 iterations."""
    return scipy_answer(
        minimize(
            lambda x: -total(x),
            x0=np.full(n, budget / n),
            jac=lambda x: -gradient(x),
            method="SLSQP",
            bounds=list(zip(low, high)),
            constraints=[{"type": "eq", "fun": lambda x: x.sum() - budget, "jac": lambda x: np.ones(n)}],
            options={"ftol": 1e-9, "maxiter": 1000},
        )
    )


def lightweight_mmm():
    """SLSQP, finite differences in three points of 1.49e-8, from today's shares; ftol 1e-6, at most 200 iterations."""
    return scipy_answer(
        minimize(
            lambda x: -total(x),
            x0=start,
            jac="3-point",
            method="SLSQP",
            bounds=list(zip(low, high)),
            constraints=[{"type": "eq", "fun": lambda x: x.sum() - budget}],
            options={"ftol": 1e-6, "maxiter": 200, "eps": 1.49011612e-8},
        )
    )


def scipy_answer(result):
    return result.x, bool(result.success), str(result.message)


def robyn():
    """NLopt AUGLAG around SLSQP, from the lower bounds; xtol 1e-10, at most 100,000 evaluations."""
    def objective(x, grad):
        if grad.size > 0:
            grad[:] = -gradient(x)
        return -total(x)

    def equality(x, grad):
        if grad.size > 0:
            grad[:] = 1.0
        return float(x.sum() - budget)

    local = nlopt.opt(nlopt.LD_SLSQP, n)
    local.set_xtol_rel(1e-10)
    outer = nlopt.opt(nlopt.LD_AUGLAG, n)
    outer.set_local_optimizer(local)
    outer.set_lower_bounds(low)
    outer.set_upper_bounds(high)
    outer.set_min_objective(objective)
    outer.add_equality_constraint(equality, 1e-8)
    outer.set_xtol_rel(1e-10)
    outer.set_maxeval(100_000)
    x = outer.optimize(low)
    code = outer.last_optimize_result()
    return x, 0 < code < 5, f"NLopt result {code}"


def meridian():
    """Grid of steps of 1e-4 to 1e-3 of the budget, bounds rounded inwards to it (kinder than its own rounding); the steepest chord to any later point of the grid, until one breaks the budget."""
    step = 10.0 ** (int(math.log10(budget * 1e-4)) + 1)
    first = np.ceil(low / step) * step
    last = np.floor(high / step) * step
    rows = int(round(float(((last - first) / step).max()))) + 1
    spends = first[None, :] + step * np.arange(rows)[:, None]
    values = np.where(spends <= last[None, :] + step / 2, returned(spends), np.nan)
    at = np.zeros(n, dtype=int)
    x = first.copy()
    chords = np.full((rows, n), np.nan)

    def refill(line):
        chords[:, line] = np.nan
        begin = at[line]
        rise = values[begin + 1 :, line] - values[begin, line]
        chords[begin + 1 :, line] = rise / (spends[begin + 1 :, line] - spends[begin, line])

    for line in range(n):
        refill(line)
    while not np.all(np.isnan(chords)):
        row, line = np.unravel_index(np.nanargmax(chords), chords.shape)
        if x.sum() - x[line] + spends[row, line] > budget:
            break
        at[line] = row
        x[line] = spends[row, line]
        refill(line)
    return x, True, f"step {step:g}"


PEERS = {"pymc-marketing": pymc_marketing, "lightweight-mmm": lightweight_mmm, "robyn": robyn, "meridian": meridian}

# A step too many of a gigabyte each should fail this process, not the machine.
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
limit = math.ceil(time.process_time()) + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
began = time.process_time()
try:
    spend, ok, message = PEERS[sys.argv[1]]()
    answer = {"spend": [float(value) for value in spend], "ok": ok, "message": message}
except Exception as error:  # a peer's failure is a result
    answer = {"spend": None, "ok": False, "message": f"{type(error).__name__}: {error}"}
answer["seconds"] = time.process_time() - began
json.dump(answer, sys.stdout)
