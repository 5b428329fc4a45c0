: The somatic currents of the five-compartment motoneuron, written for this benchmark from the equations in
: Documentation/Methods/Motoneurons.md. Gate formulae without tables; c is calcium above rest (mM).
NEURON {
    SUFFIX ph5soma
    NONSPECIFIC_CURRENT i
    RANGE gl, el, gna, gnap, gk, gca, gkca, taur, gh
    THREADSAFE
}
UNITS { (mV) = (millivolt) (S) = (siemens) (mA) = (milliamp) }
PARAMETER { gl = 0 (S/cm2) el = -71 (mV) gna = 0 (S/cm2) gnap = 0 (S/cm2) gk = 0 (S/cm2) gca = 0 (S/cm2) gkca = 0 (S/cm2) taur = 90 (ms) gh = 0 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) minf mtau hinf htau pinf ninf ntau qinf kinf ktau ginf influx }
STATE { m h p n q k g c }
INITIAL {
    c = 0
    rates(v)
    m = minf h = hinf p = pinf n = ninf q = qinf k = 0 g = ginf
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gl*(v - el) + (gna*m*m*m*h + gnap*p)*(v - 50) + (gk*n*n*n*n + gkca*k)*(v + 80) + gca*q*(v - 132.458) + gh*g*(v + 41)
}
DERIVATIVE states {
    rates(v)
    c' = influx - c/taur
    m' = (minf - m)/mtau
    h' = (hinf - h)/htau
    p' = pinf - p
    n' = (ninf - n)/ntau
    q' = (qinf - q)/2
    k' = (kinf - k)/ktau
    g' = (ginf - g)/30
}
FUNCTION lin(x, a, w) {
    if (fabs(x) > 1e-6) { lin = a*x/(1 - exp(-x/w)) } else { lin = a*w }
}
PROCEDURE rates(v) {
    LOCAL a, b
    a = lin(v + 29, 0.4, 7.2)
    b = lin(-v - 29, 0.124, 7.2)
    minf = a/(a + b)
    mtau = 1/((a + b)*2.4622888)
    if (mtau < 0.02) { mtau = 0.02 }
    htau = 1/((lin(v + 44, 0.03, 1.5) + lin(-v - 44, 0.01, 1.5))*2.4622888)
    if (htau < 0.5) { htau = 0.5 }
    hinf = 1/(1 + exp((v + 49)/8))
    pinf = 1/(1 + exp(-(v + 47.3)/5))
    ninf = 1/(1 + exp(-(v + 21)/20))
    a = exp((v + 39)/5.5)
    ntau = 0.8 + 20*a/((1 + a)*(1 + a))
    qinf = 1/(1 + exp(-(v + 20)/4))
    ginf = 1/(1 + exp((v + 77)/8))
    a = 0.1*(1000*c)*(1000*c)
    ktau = 1/(a + 0.1)
    kinf = a*ktau
    influx = -1e4*gca*q*(v - 132.458)/(2*96485.33*0.1)
    if (influx < 0) { influx = 0 }
}
