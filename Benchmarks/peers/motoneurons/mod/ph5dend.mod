: A dendrite of the five-compartment motoneuron with its synapses and their Ornstein-Uhlenbeck noise; see ph5soma.mod.
NEURON {
    SUFFIX ph5dend
    NONSPECIFIC_CURRENT i
    RANGE gl, el, gcal, gh, thm, thh, exc, inh, sd
    RANDOM noise
    THREADSAFE
}
UNITS { (mV) = (millivolt) (S) = (siemens) (mA) = (milliamp) }
PARAMETER { gl = 0 (S/cm2) el = -71 (mV) gcal = 0 (S/cm2) gh = 0 (S/cm2) thm = -42 (mV) thh = 10 (mV) exc = 0 inh = 0 sd = 0 }
ASSIGNED { v (mV) dt (ms) i (mA/cm2) minf hinf ginf xe xi ge gi rho amp }
STATE { m h g }
INITIAL {
    random_setseq(noise, 0)
    rates(v)
    m = minf h = hinf g = ginf
    xe = 0 xi = 0
    rho = exp(-dt/20)
    amp = sd*sqrt(1 - rho*rho)
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    ge = exc*1e-5 + xe
    gi = inh*1e-5 + xi
    if (ge < 0) { ge = 0 }
    if (gi < 0) { gi = 0 }
    i = gl*(v - el) + gcal*m*h*(v - 80) + gh*g*(v + 41) + ge*v + gi*(v + 75)
}
BEFORE STEP {
    if (sd > 0) {
        xe = rho*xe + amp*sqrt(exc)*random_normal(noise)
        xi = rho*xi + amp*sqrt(inh)*random_normal(noise)
    }
}
DERIVATIVE states {
    rates(v)
    m' = (minf - m)/40
    h' = (hinf - h)/2500
    g' = (ginf - g)/30
}
PROCEDURE rates(v) {
    minf = 1/(1 + exp(-(v - thm)/6))
    hinf = 1/(1 + exp((v - thh)/5))
    ginf = 1/(1 + exp((v + 77)/8))
}
