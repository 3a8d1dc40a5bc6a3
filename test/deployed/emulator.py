"""The emulator's app, with its Step Functions mended where the documents of workflows need it.

What is mended, and where AWS says how it is, stands in docs/decisions/008-deployed-test.md.
"""

import contextvars
import json
import threading
import time

from ministack.app import app  # noqa: F401  (what the server runs)
from ministack.services import stepfunctions as states


class Together:
    """The branches of one Parallel, or the rounds of one Map: when one fails, the others end where they are."""

    def __init__(self, around):
        self.around = around
        self.error = None

    def end(self):
        """Why they end; None while they go on."""
        return self.error or (self.around and self.around.end())


class Ended(Exception):
    """A state ends because a sibling failed, and nothing in its branch catches that."""

    def __init__(self, error):
        super().__init__(str(error))
        self.error = error


together = contextvars.ContextVar("together", default=None)

run_sub_machine = states._run_sub_machine
run_parallel_branches = states._run_parallel_branches
run_map_items = states._run_map_items


def with_own_context(machine_states, start_at, input_data, execution, ctx):
    """Each branch has a task token and variables of its own."""
    own = {**ctx, "variables": dict(ctx.get("variables", {}))}
    try:
        return run_sub_machine(machine_states, start_at, input_data, execution, own)
    except Ended as ended:
        raise ended.error from None
    except states._ExecutionError as error:
        siblings = together.get()
        if siblings is not None and siblings.error is None:
            siblings.error = error
        raise


def failing_at_once(run):
    def run_together(state_def, raw_input, execution, ctx):
        token = together.set(Together(together.get()))
        try:
            return run(state_def, raw_input, execution, ctx)
        finally:
            together.reset(token)

    return run_together


invoke_with_callback = states._invoke_with_callback


def callback_that_can_fail(resource, input_data, token, state_def):
    """A function that fails fails its task, whether or not that waits for a token."""
    if "states:::lambda:invoke" not in resource:
        return invoke_with_callback(resource, input_data, token, state_def)
    answered = threading.Event()
    states._task_tokens[token] = {"event": answered, "result": None, "error": None, "heartbeat": None}
    deadline = time.monotonic() + state_def.get("TimeoutSeconds", 99_999)
    try:
        name = states._resolve_lambda_function_ref(input_data["FunctionName"], optimized=True)
        states._call_lambda(name, input_data.get("Payload", {}))
        while not answered.wait(0.1):
            siblings = together.get()
            if siblings is not None and siblings.end() is not None:
                raise Ended(siblings.end())
            if time.monotonic() > deadline:
                raise states._ExecutionError("States.Timeout", "")
        answer = states._task_tokens[token]
    finally:
        states._task_tokens.pop(token, None)
    if answer["error"] is not None:
        raise states._ExecutionError(answer["error"]["Error"], answer["error"]["Cause"])
    return json.loads(answer["result"])


def answering_once(send):
    """Who answers a token that was answered learns that no task waits for it."""

    def send_once(data):
        info = states._task_tokens.get(data.get("taskToken"))
        if info is not None and info["event"].is_set():
            return states.error_response_json("TaskDoesNotExist", "Task token not found", 400)
        return send(data)

    return send_once


states._send_task_success = answering_once(states._send_task_success)
states._send_task_failure = answering_once(states._send_task_failure)
states._run_sub_machine = with_own_context
states._run_parallel_branches = failing_at_once(run_parallel_branches)
states._run_map_items = failing_at_once(run_map_items)
states._invoke_with_callback = callback_that_can_fail
