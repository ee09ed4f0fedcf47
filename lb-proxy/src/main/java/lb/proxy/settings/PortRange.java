package lb.proxy.settings;

/**
 * Ports from one to another, both among them.
 *
 * @param first 1 to 65535
 * @param last from {@code first} to 65535
 */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 1 || last < first || last > 65535) {
            throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
        }
    }

    /** How many there are. */
    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
