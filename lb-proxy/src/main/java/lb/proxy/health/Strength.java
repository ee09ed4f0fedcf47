package lb.proxy.health;

/**
 * How much of a backend serves at one moment, by the servers that share its traffic: those that are no backup and have a
 * weight, or, where there is no such one, the backups that have.
 *
 * @param usable how many of them are usable
 * @param servers how many there are
 * @param usableWeight sum of the weights, as configured, of those that are usable
 * @param weight sum of all of them
 */
public record Strength(int usable, int servers, int usableWeight, int weight) {
    /** The part of some points that the missing weight comes to, to the nearest: all of them when nothing is left. */
    public int missing(int points) {
        int missing = weight - usableWeight;
        return missing == 0 ? 0 : Math.toIntExact((2L * points * missing + weight) / (2L * weight));
    }
}
