package lb.proxy.health;

import java.net.SocketAddress;

/**
 * A server of a name is at another address than before.
 *
 * @param backend the backend's name
 * @param server the server's name
 * @param from another than {@code to}
 * @param by who said so, an address and port
 */
public record AddressChange(String backend, String server, SocketAddress from, SocketAddress to, String by) {}
