/**
 * The high-availability engine: it owns or yields virtual IP addresses by VRRP (RFC 3768, RFC 9568).
 *
 * <p>It takes plain records ({@link lb.ha.settings}) and knows nothing of the traffic: whether this node serves is asked
 * through {@link lb.ha.NodeHealth}.
 */
package lb.ha;
