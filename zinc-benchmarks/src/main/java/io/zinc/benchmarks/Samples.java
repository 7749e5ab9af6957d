package io.zinc.benchmarks;

import java.util.Arrays;

/** The figures of one contestant in one case, one from each round. */
public final class Samples {

    private double[] values = new double[0];

    public static Samples of(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    public void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    public int count() {
        return values.length;
    }

    public double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double least() {
        return sorted()[0];
    }

    public double most() {
        double[] sorted = sorted();
        return sorted[sorted.length - 1];
    }

    /** How far least and most lie apart, as a part of the median. */
    public double spread() {
        return median() == 0 ? 0 : (most() - least()) / median();
    }

    private double[] sorted() {
        if (values.length == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
