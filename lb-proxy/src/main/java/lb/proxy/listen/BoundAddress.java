package lb.proxy.listen;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * An address that one of our frontends has got, for telling another one who is in its way.
 *
 * @param asked as in the settings
 * @param port the one that it has, where 0 was asked for
 */
public record BoundAddress(Frontend frontend, InetSocketAddress asked, int port) {
    /**
     * Why a frontend cannot listen, with what can be done about it.
     *
     * @param ours what is bound for the same protocol already
     */
    public static String problem(
            Protocol protocol, Frontend frontend, InetSocketAddress address, Throwable cause, List<BoundAddress> ours) {
        BindProblem problem = BindProblem.of(cause);
        String holder = problem == BindProblem.IN_USE ? holder(protocol, address, ours) : "";
        return "frontend \"" + frontend.name() + "\": cannot listen on " + text(address) + ": "
                + problem.sentence(address.getPort(), holder, cause);
    }

    /** Whether it is that somebody has the address already. */
    public static boolean isTaken(Throwable cause) {
        return BindProblem.of(cause) == BindProblem.IN_USE;
    }

    private static String holder(Protocol protocol, InetSocketAddress address, List<BoundAddress> ours) {
        for (BoundAddress bound : ours) {
            if (bound.port == address.getPort() && overlap(bound.asked.getAddress(), address.getAddress())) {
                return "frontend \"" + bound.frontend.name() + "\" (" + text(bound.asked) + ")";
            }
        }
        return PortHolder.of(protocol, address.getPort());
    }

    private static boolean overlap(InetAddress one, InetAddress other) {
        return one.isAnyLocalAddress() || other.isAnyLocalAddress() || one.equals(other);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet4Address ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
