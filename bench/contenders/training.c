/* The same training in plain C, for `bench.training`: gcc -O2 -DN_A=50 -DN=27.

   Reads a job (see `job` in bench/training.py), and for each line on stdin trains from its
   start: prints the seconds of processor time and the smoothed loss at the end.

   Written for a compiler that must not change the order of a sum: inner loops run along rows
   and add to independent places, so weights stand transposed; `dot` adds in four parts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 64 };

typedef struct {
    double Wax[N][N_A];   /* a row for each input symbol */
    double Waa[N_A][N_A]; /* a row for each state before, a column for each after */
    double Wya[N_A][N];   /* a row for each state */
    double b[N_A], by[N];
} Weights; /* of the parameters, and of their gradients: nothing but doubles */

static Weights start, w, d;
static double states[LONGEST + 1][N_A]; /* states[t + 1] is the one after step t */
static double p[LONGEST][N];

static double dot(int n, const double *u, const double *v)
{
    double part[4] = {0};
    int i = 0;
    for (; i + 3 < n; i += 4)
        for (int k = 0; k < 4; k++) part[k] += u[i + k] * v[i + k];
    for (; i < n; i++) part[0] += u[i] * v[i];
    return part[0] + part[1] + (part[2] + part[3]);
}

static double forward(int T, const double *X, const double *Y)
{
    double loss = 0;
    for (int t = 0; t < T; t++) {
        double z[N_A], *a = states[t + 1], total = 0, top = -INFINITY;
        memcpy(z, w.b, sizeof z);
        if (X[t] >= 0)
            for (int i = 0; i < N_A; i++) z[i] += w.Wax[(int)X[t]][i];
        for (int j = 0; j < N_A; j++)
            for (int i = 0; i < N_A; i++) z[i] += w.Waa[j][i] * states[t][j];
        for (int i = 0; i < N_A; i++) a[i] = tanh(z[i]);

        memcpy(p[t], w.by, sizeof p[t]);
        for (int i = 0; i < N_A; i++)
            for (int k = 0; k < N; k++) p[t][k] += w.Wya[i][k] * a[i];
        for (int k = 0; k < N; k++) top = p[t][k] > top ? p[t][k] : top;
        for (int k = 0; k < N; k++) total += p[t][k] = exp(p[t][k] - top);
        for (int k = 0; k < N; k++) p[t][k] /= total;
        loss -= log(p[t][(int)Y[t]]);
    }
    return loss;
}

static void backward(int T, const double *X, const double *Y)
{
    double da_next[N_A] = {0};
    memset(&d, 0, sizeof d);
    for (int t = T - 1; t >= 0; t--) {
        double *dy = p[t], *a = states[t + 1], *before = states[t], dz[N_A];
        dy[(int)Y[t]] -= 1;
        for (int k = 0; k < N; k++) d.by[k] += dy[k];
        for (int i = 0; i < N_A; i++) {
            for (int k = 0; k < N; k++) d.Wya[i][k] += a[i] * dy[k];
            dz[i] = (1 - a[i] * a[i]) * (dot(N, w.Wya[i], dy) + da_next[i]);
        }
        for (int i = 0; i < N_A; i++) d.b[i] += dz[i];
        if (X[t] >= 0)
            for (int i = 0; i < N_A; i++) d.Wax[(int)X[t]][i] += dz[i];
        for (int j = 0; j < N_A; j++) {
            for (int i = 0; i < N_A; i++) d.Waa[j][i] += before[j] * dz[i];
            da_next[j] = dot(N_A, w.Waa[j], dz);
        }
    }
}

static void clip_and_update(void)
{
    double *weight = (double *)&w, *slope = (double *)&d;
    for (size_t i = 0; i < sizeof w / sizeof *weight; i++) {
        double clipped = slope[i] > 5 ? 5 : slope[i] < -5 ? -5 : slope[i];
        weight[i] -= 0.01 * clipped;
    }
}

static void transposed(double *to, int rows, int columns, FILE *job)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            if (fread(&to[j * rows + i], sizeof *to, 1, job) != 1) exit(1);
}

int main(int count, char **words)
{
    FILE *job = count > 1 ? fopen(words[1], "rb") : NULL;
    if (!job) return 2;
    transposed(start.Wax[0], N_A, N, job);
    transposed(start.Waa[0], N_A, N_A, job);
    transposed(start.Wya[0], N, N_A, job);
    transposed(start.b, N_A, 1, job);
    transposed(start.by, N, 1, job);
    long here = ftell(job);
    fseek(job, 0, SEEK_END);
    size_t size = (ftell(job) - here) / sizeof(double);
    double *names = malloc(size * sizeof *names); /* of each name: T, its X, its Y */
    fseek(job, here, SEEK_SET);
    if (!names || fread(names, sizeof *names, size, job) != size) return 1;

    while (getchar() != EOF) {
        clock_t began = clock();
        double loss = -log(1.0 / N) * 7;
        w = start;
        memset(states[0], 0, sizeof states[0]);
        for (double *name = names; name < names + size; name += 1 + 2 * (int)*name) {
            int T = (int)*name;
            if (T > LONGEST) return 1;
            loss = loss * 0.999 + forward(T, name + 1, name + 1 + T) * 0.001;
            backward(T, name + 1, name + 1 + T);
            clip_and_update();
            memcpy(states[0], states[T], sizeof states[0]); /* the state goes on into the next name */
        }
        printf("%.9f %.17g\n", (double)(clock() - began) / CLOCKS_PER_SEC, loss);
        fflush(stdout);
    }
    return 0;
}
