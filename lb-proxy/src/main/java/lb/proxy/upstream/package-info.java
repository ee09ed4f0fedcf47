/** The servers behind a backend: who is usable, what is open on them, and their figures. */
package lb.proxy.upstream;
