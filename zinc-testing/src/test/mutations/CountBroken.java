import io.zinc.testing.BrokenPromise;
import io.zinc.testing.DocumentSimulation;
import io.zinc.testing.Promise;
import io.zinc.testing.Simulation;
import java.util.EnumMap;
import java.util.Map;

/** Runs seeds of trees or of documents against whatever Zinc is on the class path; prints how many broke which promise first. */
public final class CountBroken {

    private CountBroken() {}

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        boolean areDocuments = arguments[1].equals("documents");
        Map<Promise, Integer> broken = new EnumMap<>(Promise.class);
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                if (areDocuments) {
                    DocumentSimulation.run(seed, null);
                } else {
                    Simulation.run(seed, null);
                }
            } catch (BrokenPromise e) {
                broken.merge(e.promise(), 1, Integer::sum);
            }
        }
        int sum = broken.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(sum + " " + broken);
    }
}
