package lb.proxy.settings;

/**
 * Where the condition holds and the server is usable, it gets the request or connection, before balance and persistence
 * are asked; the first such rule decides.
 *
 * @param server of the same backend
 */
public record UseServer(Condition condition, String server) {}
