import { useState } from "preact/hooks";

/** Runs what a person asked for, once at a time; tells whether it runs and why it failed. */
export function useTask() {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (task: () => Promise<void>) => {
    if (running) return;
    setRunning(true);
    setProblem(null);
    try {
      await task();
    } catch (cause) {
      setProblem(cause);
    } finally {
      setRunning(false);
    }
  };
  return { running, problem, run };
}
