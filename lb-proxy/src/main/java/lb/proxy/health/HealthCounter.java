package lb.proxy.health;

/**
 * HAProxy's health counter: one number from 0 to {@code rise + fall - 1}; the server is up while it is at least
 * {@code rise}.
 *
 * <pre>
 *   value   0     1 ... rise-1    rise ... rise+fall-2     rise+fall-1
 *   shown   DOWN  DOWN 1/rise ... UP 1/fall ...            UP
 *   pass    +1 below rise-1, else to rise+fall-1
 *   fail    -1 above rise, else to 0
 * </pre>
 *
 * @param value 0 to {@code rise + fall - 1}
 * @param rise passes in a row that bring the server up, 1 or more
 * @param fall failures in a row that take a server down which was fully up, 1 or more
 */
public record HealthCounter(int value, int rise, int fall) {
    public HealthCounter {
        if (rise < 1 || fall < 1 || value < 0 || value > rise + fall - 1) {
            throw new IllegalArgumentException("value " + value + ", rise " + rise + ", fall " + fall);
        }
    }

    /** The counter of a server not checked yet: up, but the first failure takes it down. */
    public static HealthCounter initial(int rise, int fall) {
        return new HealthCounter(rise, rise, fall);
    }

    public boolean up() {
        return value >= rise;
    }

    /** Whether the server is on its way up or down: the last check spoke against what it is, or it was never checked. */
    public boolean changing() {
        return value != 0 && value != rise + fall - 1;
    }

    /** The counter after one more check. */
    public HealthCounter after(boolean passed) {
        int next;
        if (passed) {
            next = value + 1 >= rise ? rise + fall - 1 : value + 1;
        } else {
            next = value > rise ? value - 1 : 0;
        }
        return next == value ? this : new HealthCounter(next, rise, fall);
    }

    /** The counter, or one with this value where it is less. */
    HealthCounter atMost(int most) {
        return value <= most ? this : new HealthCounter(most, rise, fall);
    }

    /** The state as HAProxy shows it: {@code UP}, {@code UP 1/3}, {@code DOWN}, {@code DOWN 1/2}. */
    public String shown() {
        if (up()) {
            return value == rise + fall - 1 ? "UP" : "UP " + (value - rise + 1) + "/" + fall;
        }
        return value == 0 ? "DOWN" : "DOWN " + value + "/" + rise;
    }
}
