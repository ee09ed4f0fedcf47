/** System calls of Linux that neither the JDK nor Netty makes, by {@code java.lang.foreign}, and their error numbers. */
package lb.proxy.linux;
