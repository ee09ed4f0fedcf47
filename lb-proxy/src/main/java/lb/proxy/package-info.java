/**
 * The proxy engine: listeners, TCP and HTTP relays, balancing, health checks and their figures.
 *
 * <p>It takes plain records ({@link lb.proxy.settings}) and knows nothing of files, command lines or virtual addresses.
 */
package lb.proxy;
