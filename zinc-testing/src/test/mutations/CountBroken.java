import io.zinc.testing.BrokenPromise;
import io.zinc.testing.Promise;
import io.zinc.testing.Simulation;
import java.util.EnumMap;
import java.util.Map;

/** Runs seeds against whatever Zinc is on the class path, and prints how many broke which promise first. */
public final class CountBroken {

    private CountBroken() {}

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        Map<Promise, Integer> broken = new EnumMap<>(Promise.class);
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                Simulation.run(seed, null);
            } catch (BrokenPromise e) {
                broken.merge(e.promise(), 1, Integer::sum);
            }
        }
        int sum = broken.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(sum + " " + broken);
    }
}
