package lb.proxy.health;

/**
 * How often a server was left out as an outlier.
 *
 * @param backend that has it
 * @param server its name
 * @param ejected whether it is left out now
 * @param times how often it was, this time included
 */
public record EjectionFigures(String backend, String server, boolean ejected, long times) {}
