package io.zinc.core.spi;

import io.zinc.core.ZincException;
import java.util.EnumMap;
import java.util.stream.Collectors;

/**
 * The values of limits that an enum names, for a class with a method for each. They never change.
 *
 * @param <E> names the limits
 */
public final class LimitValues<E extends Enum<E> & LimitValues.Named> {

    /** What an enum of limits implements. */
    public interface Named {
        Bounds bounds();
    }

    /**
     * What a limit may be.
     *
     * @param name what users call it
     * @param least the least that it may be
     * @param most the most that it may be
     * @param standard what it is when nobody says otherwise
     */
    public record Bounds(String name, long least, long most, long standard) {}

    private final EnumMap<E, Long> values;

    private LimitValues(EnumMap<E, Long> values) {
        this.values = values;
    }

    /** All limits of an enum as is usual. */
    public static <E extends Enum<E> & Named> LimitValues<E> defaults(Class<E> limits) {
        EnumMap<E, Long> values = new EnumMap<>(limits);
        for (E limit : limits.getEnumConstants()) {
            values.put(limit, limit.bounds().standard());
        }
        return new LimitValues<>(values);
    }

    public long get(E limit) {
        Long value = values.get(limit);
        return value == null ? limit.bounds().standard() : value;
    }

    /** For limits of which there can be no more than that many. */
    public int getInt(E limit) {
        return Math.toIntExact(get(limit));
    }

    /**
     * These values with another one.
     *
     * @throws ZincException when the value is out of its bounds
     */
    public LimitValues<E> with(E limit, long value) {
        EnumMap<E, Long> changed = values.clone();
        Long unused = changed.put(limit, value);
        LimitValues<E> others = new LimitValues<>(changed);
        others.require(limit, limit.bounds().least(), "");
        return others;
    }

    /**
     * Checks that a limit is at least so much, as another one is what it is.
     *
     * @throws ZincException when it is not
     */
    public void require(E limit, long least, E because) {
        require(limit, least, ", as " + because.bounds().name + " is " + get(because) + "; change the other one first");
    }

    private void require(E limit, long least, String why) {
        Bounds bounds = limit.bounds();
        long value = get(limit);
        if (value < least || value > bounds.most) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    bounds.name + " is " + value + "; it has to be between " + least + " and " + bounds.most + why);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LimitValues<?> others && values.equals(others.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names and values. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().bounds().name + "=" + entry.getValue())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
